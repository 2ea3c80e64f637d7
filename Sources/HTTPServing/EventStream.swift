import NIOCore
import NIOHTTP1

/// An answer of server-sent events (HTML standard 9.2).
public enum EventStream {
  /// An answer whose head and `retry:` line go out at once, so that a client sees that it is connected (W-45), with a
  /// `: ping` every `ping` for the proxies between.
  ///
  /// `produce` runs in a task that is cancelled when the client leaves or the server stops: a stop never waits for an
  /// open stream.
  ///
  /// - Parameters:
  ///   - slot: held as long as the stream lives.
  ///   - retry: after how long a client should come back, rounded to milliseconds.
  ///   - ping: how often a sign of life is sent.
  ///   - produce: writes the events.
  /// - Returns: the answer for the route.
  public static func response(
    holding slot: StreamSlot? = nil, retry: Duration = .seconds(2), ping: Duration = .seconds(15),
    _ produce: @escaping @Sendable (EventWriter) async throws -> Void
  ) -> Response {
    Response(
      status: .ok,
      headers: [
        "Content-Type": "text/event-stream", "Cache-Control": "no-cache",
        // nginx would collect events before it sends them on.
        "X-Accel-Buffering": "no",
      ],
      body: .stream { response in
        defer { withExtendedLifetime(slot) {} }
        let writer = EventWriter(response)
        let (seconds, attoseconds) = retry.components
        try await response.write("retry: \(seconds * 1000 + attoseconds / 1_000_000_000_000_000)\n\n")
        try await withThrowingTaskGroup(of: Void.self) { group in
          group.addTask { try await produce(writer) }
          group.addTask {
            while true {
              try await Task.sleep(for: ping)
              try await response.write(": ping\n\n")
            }
          }
          defer { group.cancelAll() }
          try await group.next()
        }
      })
  }

  /// What the client has already: `Last-Event-ID`, else `?since=`; nil when it says neither or no number.
  public static func lastEventID(of request: Request) -> UInt64? {
    request.headers.first(name: "last-event-id").flatMap { UInt64($0) } ?? request.query["since"].flatMap { UInt64($0) }
  }

  /// Whether the client says with `?instance=` that what it has is of another process than `instance`: the numbers of its
  /// events then mean nothing here, though they may look as if they did. A browser that comes back by itself sends the
  /// query it began with.
  public static func followsAnother(than instance: String?, _ request: Request) -> Bool {
    guard let instance, let followed = request.query["instance"], !followed.isEmpty else { return false }
    return followed != instance
  }
}
