import HTTPServing
import NIOHTTP1
import Synchronization

/// `/api/requests/stream`: each command whenever something about it changes, several changes at once being one event.
///
/// The stream asks; nobody is told. So it costs nothing on a command's way, and a slow reader misses nothing but states
/// in between.
struct RequestStream: Sendable {
  private let source: any RequestSource
  private let subscribers = Subscribers()

  private static let pace = Duration.milliseconds(250)
  private static let mostSubscribers = 16
  /// In paces: a comment that keeps proxies from closing a quiet stream.
  private static let pingEvery = 60

  private final class Subscribers: Sendable {
    let count = Mutex(0)
  }

  init(source: any RequestSource) {
    self.source = source
  }

  /// From `Last-Event-ID` or `?revision=`, else from now on.
  @Sendable func answer(_ request: Request) async throws -> Response {
    let text = request.headers.first(name: "last-event-id") ?? request.query["revision"]
    let (_, now) = await source.requests(changedAfter: .max)
    // A revision of an earlier run: everything is new.
    let start = text.map { UInt64($0).map { $0 > now ? 0 : $0 } ?? now } ?? now
    guard subscribers.count.withLock({ $0 < Self.mostSubscribers }) else {
      return APIAnswer.problem(.serviceUnavailable, "too_many_streams", "close another /api/requests/stream first")
    }
    return Response(
      status: .ok, headers: ["Content-Type": "text/event-stream; charset=utf-8"],
      body: .stream { writer in try await send(from: start, to: writer) })
  }

  private func send(from start: UInt64, to writer: ResponseWriter) async throws {
    subscribers.count.withLock { $0 += 1 }
    defer { subscribers.count.withLock { $0 -= 1 } }
    var last = start
    var quiet = 0
    try await writer.write("retry: 2000\n\n")
    while true {
      let (records, revision) = await source.requests(changedAfter: last)
      last = revision
      quiet = records.isEmpty ? quiet + 1 : 0
      if !records.isEmpty {
        try await writer.write(records.map(Self.event).joined())
      } else if quiet % Self.pingEvery == 0 {
        try await writer.write(": ping\n\n")
      }
      try await Task.sleep(for: Self.pace)
    }
  }

  private static func event(_ record: RequestRecord) -> String {
    var json = JSONWriter()
    record.write(to: &json)
    return "event: request\nid: \(record.revision)\ndata: \(String(decoding: json.bytes, as: UTF8.self))\n\n"
  }
}
