import CommandDispatch
public import ControlPlane
import CurlHTTP
import NIOCore
import PluginHost
import RawJSON

extension Tunnel {
  /// The channels in the order of the bindings, but for those that have nothing to serve.
  public var channels: [String] { served.filter { !$0.health.isIdle }.map(\.name) }

  /// Asks a channel's server who it is and which tools it has, on the way of every command: over its plugin, its
  /// proxies and certificates, with the handshake that its era wants. For a tunnel that does not run.
  ///
  /// `window`: How long each of the two questions may take.
  public func tryServer(_ channel: String, window: Duration) async -> ServerTrial {
    guard let served = self.channel(channel) else {
      return ServerTrial(channel: channel, pluginID: "", outcome: .failed("there is no such channel"))
    }
    let outcome: ServerTrial.Outcome =
      switch await served.monitor.look() {
      case .needsAuthorization: .needsAuthorization
      case .failed(let why), .idle(let why): .failed(why)
      case .pending, .ready, .timedOut: await converse(channel, window)
      }
    return ServerTrial(channel: channel, pluginID: served.binding.descriptor.id, outcome: outcome)
  }

  /// Asks the service what it knows of the tunnel.
  public func metadata() async throws(MetadataFailure) -> TunnelMetadata {
    try await TunnelMetadata.fetch(link.settings, serverInfo: link.serverInfo)
  }

  private func converse(_ channel: String, _ window: Duration) async -> ServerTrial.Outcome {
    let discovered = await ask(channel, "server/discover", window)
    switch discovered {
    case .failure(let outcome): return outcome.outcome
    case .success(let info):
      switch await ask(channel, "tools/list", window) {
      case .failure(let outcome): return outcome.outcome
      case .success(let tools):
        return .works(
          name: info.text(at: "name"), version: info.text(at: "version"), tools: tools.toolCount)
      }
    }
  }

  private struct Unanswered: Error {
    let outcome: ServerTrial.Outcome
  }

  /// For people, with the kind that scripts know.
  private static func words(of kind: String, _ source: String, _ detail: String) -> String {
    switch (kind, detail) {
    case ("eof", ""): "the server ended before it answered (eof)"
    case (_, ""): kind.isEmpty ? source : kind
    case _ where kind.isEmpty || detail.contains(kind): detail
    default: "\(kind): \(detail)"
    }
  }

  /// A modern request, which carries all that it needs; an older server is met half-way by the lifecycle.
  private func ask(_ channel: String, _ method: String, _ window: Duration) async -> Result<ByteBuffer, Unanswered> {
    let version = "2026-07-28"
    let message = ByteBuffer(
      string: """
        {"jsonrpc":"2.0","id":"doctor","method":"\(method)","params":{"_meta":{\
        "io.modelcontextprotocol/protocolVersion":"\(version)",\
        "io.modelcontextprotocol/clientInfo":{"name":"tunnel-client-doctor","version":"\(link.settings.identity.version)"},\
        "io.modelcontextprotocol/clientCapabilities":{}}}}
        """)
    var headers = HTTPFields()
    headers.append("Accept", "application/json, text/event-stream")
    headers.append("Content-Type", "application/json")
    headers.append("MCP-Protocol-Version", version)
    headers.append("Mcp-Method", method)
    let answer: LocalAnswer
    do throws(LocalExchangeRefusal) {
      answer = try await dispatcher.exchangeLocally(
        channel: channel, message: message, headers: headers, window: window)
    } catch {
      return .failure(Unanswered(outcome: .failed("\(error)")))
    }
    if answer.code == 401 { return .failure(Unanswered(outcome: .needsAuthorization)) }
    if let failure = answer.failure {
      return .failure(
        Unanswered(outcome: .failed("\(method): \(Self.words(of: failure.kind, failure.source, failure.detail))")))
    }
    guard let last = answer.messages.last else {
      return .failure(Unanswered(outcome: .failed("\(method) was answered with HTTP \(answer.code) and no message")))
    }
    if let text = last.withUnsafeReadableBytes({ string(at: "/error/message", in: $0) }) {
      return .failure(Unanswered(outcome: .failed("\(method) was refused: \(text.prefix(200))")))
    }
    return .success(last)
  }
}

extension ByteBuffer {
  /// How many tools an answer to `tools/list` names; its first page counts.
  fileprivate var toolCount: Int {
    withUnsafeReadableBytes { bytes in
      guard let range = try? find(pointer: "/result/tools", in: bytes) else { return 0 }
      var cursor = JSONCursor(.init(rebasing: bytes[range]))
      var count = 0
      do throws(JSONError) {
        try cursor.beginArray()
        while try cursor.nextElement() {
          _ = try cursor.skipValue()
          count += 1
        }
      } catch {
        return count
      }
      return count
    }
  }

  /// What a server says of itself, in `_meta` of the result or as a member of it.
  fileprivate func text(at member: String) -> String {
    withUnsafeReadableBytes { bytes in
      string(at: "/result/_meta/io.modelcontextprotocol~1serverInfo/\(member)", in: bytes)
        ?? string(at: "/result/serverInfo/\(member)", in: bytes) ?? ""
    }
  }
}
