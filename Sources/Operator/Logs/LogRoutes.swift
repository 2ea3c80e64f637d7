import HTTPServing
import LogPipeline
import Logging
import NIOCore
import NIOHTTP1
import Telemetry

/// `/api/logs` and what belongs to it (operator spec 11.2, 12.3, W-45, W-47).
struct LogRoutes: Sendable {
  let logs: LogPipeline
  let streams: StreamLimit
  let instanceID: String?
  let logger: Logger
  private let lines = EncodedLines()

  init(logs: LogPipeline, streams: StreamLimit, instanceID: String?, logger: Logger) {
    self.logs = logs
    self.streams = streams
    self.instanceID = instanceID
    self.logger = logger
  }

  func add(to routes: inout GuardedRoutes) {
    routes.on(.GET, at: "/api/logs", .read) { [logs] in try list($0, of: logs) }
    routes.on(.GET, at: "/api/logs/stream", .read) { try stream($0) }
    LogLevelRoutes(levels: logs.levels, logger: logger).add(to: &routes)
  }

  private func list(_ request: Request, of logs: LogPipeline) throws -> Response {
    let query = try LogQuery(request.query)
    // Who says from where on wants to go on from there, page by page; who does not wants the newest.
    let entries =
      query.start.map { start in
        Array(
          logs.history.page(after: start, limit: .max).entries.lazy.filter { query.filter.matches($0.event) }
            .prefix(query.limit))
      } ?? logs.history.newest(query.limit) { query.filter.matches($0.event) }
    let lines = entries.map { $0.event.json(sequence: $0.sequence) }
    guard !Self.wantsLines(request) else {
      var body = ByteBuffer()
      for line in lines { body.writeBytes(line + [UInt8(ascii: "\n")]) }
      return Response(status: .ok, headers: ["Content-Type": "application/x-ndjson"], body: .bytes(body))
    }
    return .api(Array(#"{"events":["#.utf8) + lines.joined(separator: [UInt8(ascii: ",")]) + Array("]}".utf8))
  }

  private func stream(_ request: Request) throws -> Response {
    let query = try LogQuery(request.query)
    guard let slot = streams.take() else {
      throw APIError(
        .serviceUnavailable, code: "too_many_streams",
        "\(streams.most) streams are open already; close one and try again")
    }
    let start =
      EventStream.followsAnother(than: instanceID, request)
      ? 0 : request.headers.first(name: "last-event-id").flatMap { UInt64($0) } ?? query.start ?? logs.history.newest
    let follower = HistoryStream(history: logs.history, name: "log") { [lines] entry in
      query.filter.matches(entry.event) ? lines.json(of: entry) : nil
    }
    return EventStream.response(holding: slot) { try await follower.write(after: start, to: $0) }
  }

  private static func wantsLines(_ request: Request) -> Bool {
    request.query["format"] == "ndjson"
      || request.headers[canonicalForm: "accept"].contains { $0.lowercased().hasPrefix("application/x-ndjson") }
  }
}
