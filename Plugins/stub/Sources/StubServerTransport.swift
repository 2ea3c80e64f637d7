public import TunnelPluginKit
internal import TunnelPluginMCP

/// The transport to the embedded MCP server, without any I/O: it answers inside `start`, unless a tool is to take time.
public final class StubServerTransport: TransportPlugin {
  public static let descriptor = PluginDescriptor(
    id: "org.tunnel-client.stub",
    version: "0.1.0",
    vendor: "tunnel-client",
    summary: "Embedded MCP server for trying out a tunnel: echo, server_info, uppercase",
    services: [.log, .buffer, .json, .exchange, .timer],
    configurationSchema: """
      {"type":"object","additionalProperties":false,"properties":{\
      "server_name":{"type":["string","null"],"minLength":1,"default":"mcp-stub",\
      "description":"What the server calls itself"},\
      "server_version":{"type":["string","null"],"minLength":1,"default":"0.1.0",\
      "description":"The version that the server reports"},\
      "test_tools":{"type":["boolean","null"],"default":false,\
      "description":"Whether tools for trying out clients are there too: slow, failing, large, binary"}}}
      """)

  private let host: Host
  private var server = StubServer()
  private var paced: [ExchangeID: PacedAnswer] = [:]

  public init(host: Host) {
    self.host = host
  }

  public func open(_ binding: Binding) throws(PluginError) {
    let configuration = try Configuration(host, binding)
    let name = try configuration.string("server_name") ?? server.name
    let version = try configuration.string("server_version") ?? server.version
    guard !name.isEmpty else { throw configuration.error("server_name", "must not be empty; leave it out") }
    guard !version.isEmpty else { throw configuration.error("server_version", "must not be empty; leave it out") }
    server = StubServer(name: name, version: version, hasTestTools: try configuration.bool("test_tools") ?? false)
  }

  public func close() {
    host.closed()
  }

  public func start(_ exchange: Exchange, _ call: Call) throws(PluginError) {
    switch call.kind {
    case .request:
      let reply = server.answer(call.message, id: call.id)
      guard reply.pauses == 0 else { return try pace(reply, exchange) }
      for step in 0..<reply.pace.steps {
        guard let message = reply.notification(step: step + 1) else { break }
        if case .over = message.withUnsafeBytes({ exchange.emit($0) }) { return }
      }
      exchange.respond(reply.response)
    case .notification, .response:
      exchange.head(status: 202)
      exchange.finish()
    case .sessionEnd, .unknown:
      exchange.finish(.unsupported)
    }
  }

  /// Without its timer a paced answer says nothing more.
  public func cancel(_ exchange: ExchangeID, reason: CancelReason) {
    paced[exchange] = nil
  }

  private func pace(_ reply: StubReply, _ exchange: Exchange) throws(PluginError) {
    let id = exchange.id
    let answer = PacedAnswer(reply, exchange, host: host) { [weak self] in self?.paced[id] = nil }
    try answer.begin()
    paced[id] = answer
  }

  public func probe(_ exchange: Exchange) {
    exchange.finish()
  }
}
