import HTTPServing
import NIOCore
import RawJSON

/// What the server behind a channel said when it was asked, through the whole tunnel, who it is (operator spec W-82).
public struct TargetProbe: Sendable, Equatable {
  /// The channel that was asked.
  public var channel: String
  /// Whether there is an MCP server, be it one that wants its callers to sign in first.
  public var isMCP = false
  /// The HTTP status of the answer; nil when there was none.
  public var status: Int?
  /// What it calls itself.
  public var serverName: String?
  /// Its version.
  public var serverVersion: String?
  /// The protocol version that it chose.
  public var protocolVersion: String?
  /// What is wrong, or worth knowing.
  public var detail: String?

  /// Whether asking again may help: nobody has answered for the server, which may still be starting.
  public var mayChange: Bool { !isMCP && (status.map { [502, 503, 504].contains($0) } ?? true) }

  init(channel: String) {
    self.channel = channel
  }

  /// As a caller of today asks first; the tunnel finds out by itself what a server of earlier days needs instead. An
  /// `initialize` would not do: the first one of a stdio server decides which generation of MCP it speaks from then on.
  private static let discover =
    #"{"jsonrpc":"2.0","id":"dev-proxy-probe","method":"server/discover","params":{"_meta":{"#
    + #""io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{},"#
    + #""io.modelcontextprotocol/clientInfo":{"name":"tunnel-client dev proxy","version":"1"}}}}"#
  /// For a server that has no answer to that, and tolerates no question before this one.
  private static let initialize =
    #"{"jsonrpc":"2.0","id":"dev-proxy-probe","method":"initialize","params":{"protocolVersion":"2025-06-18","#
    + #""capabilities":{},"clientInfo":{"name":"tunnel-client dev proxy","version":"1"}}}"#

  private static let accept = CommandHeader(name: "Accept", values: ["application/json, text/event-stream"])
  private static let mirrors = [
    CommandHeader(name: "MCP-Protocol-Version", values: ["2026-07-28"]),
    CommandHeader(name: "Mcp-Method", values: ["server/discover"]),
  ]

  static func run(channel: String, limit: Duration, exchange: CommandExchange) async -> TargetProbe {
    let deadline = ContinuousClock.now + limit
    let first = await ask(discover, [accept] + mirrors, channel: channel, limit: limit, exchange: exchange)
    guard !first.isMCP, !first.mayChange else { return first }
    return await ask(initialize, [accept], channel: channel, limit: deadline - .now, exchange: exchange)
  }

  private static func ask(
    _ message: String, _ headers: [CommandHeader], channel: String, limit: Duration, exchange: CommandExchange
  ) async -> TargetProbe {
    var probe = TargetProbe(channel: channel)
    let answer = await send(
      .jsonrpc(ByteBuffer(string: message)), headers, channel: channel, limit: limit, exchange: exchange)
    guard let answer else {
      probe.detail = "it did not answer as an MCP server in time"
      return probe
    }
    probe.read(answer)
    if let session = answer.headers.first(where: { $0.name.lowercased() == "mcp-session-id" }) {
      // The session was only for asking.
      _ = await send(.sessionTermination, [session], channel: channel, limit: .seconds(1), exchange: exchange)
    }
    return probe
  }

  /// Reads the server's answer.
  private mutating func read(_ answer: Answer) {
    status = answer.code
    guard let payload = answer.payload else {
      detail = "its answer is empty"
      return
    }
    func text(_ pointer: String) -> String? {
      payload.withUnsafeReadableBytes { bytes in
        guard let range = try? find(pointer: pointer, in: bytes) else { return nil }
        var cursor = JSONCursor(UnsafeRawBufferPointer(rebasing: bytes[range]))
        return (try? cursor.readString())?.decoded
      }
    }
    let server = ["/result/serverInfo", "/result/_meta/io.modelcontextprotocol~1serverInfo"]
    serverName = server.lazy.compactMap { text($0 + "/name") }.first
    serverVersion = server.lazy.compactMap { text($0 + "/version") }.first
    protocolVersion = text("/result/protocolVersion") ?? payload.withUnsafeReadableBytes(Self.newestVersion)
    isMCP = protocolVersion != nil
    guard !isMCP else { return }
    if [401, 403].contains(answer.code) {
      isMCP = true
      detail = "it asks its callers to sign in (HTTP \(answer.code))"
    } else {
      let why = ["source", "transport_error_kind"].compactMap { text("/error/data/tunnel_failure/\($0)") }
      detail = text("/error/message") ?? "its answer is not one of an MCP server"
      if !why.isEmpty { detail = (detail ?? "") + " (\(why.joined(separator: ", ")))" }
    }
  }

  /// The first of `supportedVersions`.
  private static func newestVersion(_ bytes: UnsafeRawBufferPointer) -> String? {
    do throws(JSONError) {
      guard let range = try find(pointer: "/result/supportedVersions", in: bytes) else { return nil }
      var cursor = JSONCursor(UnsafeRawBufferPointer(rebasing: bytes[range]))
      try cursor.beginArray()
      return try cursor.nextElement() ? try cursor.readString().decoded : nil
    } catch {
      return nil
    }
  }

  /// Nil when nobody answers in time.
  private static func send(
    _ payload: Command.Payload, _ headers: [CommandHeader], channel: String, limit: Duration,
    exchange: CommandExchange
  ) async -> Answer? {
    let command = Command(
      requestID: "local-probe-\(exchange.nextNumber())", shardToken: RandomToken.make(), channel: channel,
      payload: payload, headers: headers, createdAt: Timestamp.now.rfc3339, responseTimeout: DurationText.make(limit))
    let events = exchange.submit(command)
    let timer = Task {
      try await Task.sleep(for: limit)
      exchange.end(requestID: command.requestID, with: .timedOut)
    }
    defer {
      timer.cancel()
      exchange.end(requestID: command.requestID)
    }
    for await event in events {
      if case .final(let answer) = event { return answer }
    }
    return nil
  }
}
