public import TunnelPluginKit

/// The transport to the embedded MCP server: it answers inside `start`, without any I/O.
public final class StubServerTransport: TransportPlugin {
  public static let descriptor = PluginDescriptor(
    id: "org.tunnel-client.stub",
    version: "0.1.0",
    vendor: "tunnel-client",
    summary: "Embedded MCP server for trying out a tunnel: echo, server_info, uppercase",
    services: [.log, .buffer, .json, .exchange],
    configurationSchema: """
      {"type":"object","additionalProperties":false,"properties":{\
      "server_name":{"type":["string","null"],"minLength":1,"default":"mcp-stub",\
      "description":"What the server calls itself"},\
      "server_version":{"type":["string","null"],"minLength":1,"default":"0.1.0",\
      "description":"The version that the server reports"}}}
      """)

  private let host: Host
  private var server = StubServer()

  public init(host: Host) {
    self.host = host
  }

  public func open(_ binding: Binding) throws(PluginError) {
    let configuration = try Configuration(host, binding)
    let name = try configuration.string("server_name") ?? server.name
    let version = try configuration.string("server_version") ?? server.version
    guard !name.isEmpty else { throw configuration.error("server_name", "must not be empty; leave it out") }
    guard !version.isEmpty else { throw configuration.error("server_version", "must not be empty; leave it out") }
    server = StubServer(name: name, version: version)
  }

  public func close() {
    host.closed()
  }

  public func start(_ exchange: Exchange, _ call: Call) throws(PluginError) {
    switch call.kind {
    case .request:
      let answer = server.answer(call.message, id: call.id)
      let kind = answer.withUnsafeBytes { exchange.emit($0) }
      switch kind {
      case .over: break
      case .response: exchange.finish()
      case .notification, .request, .other, .invalid, .refused, .tooLarge:
        exchange.finish(.internal, kind: "invalid_protocol_response", detail: "the stub's own answer was not taken")
      }
    case .notification, .response:
      exchange.head(status: 202)
      exchange.finish()
    case .sessionEnd, .unknown:
      exchange.finish(.unsupported)
    }
  }

  /// Nothing to stop: every exchange is over when `start` returns.
  public func cancel(_ exchange: ExchangeID, reason: CancelReason) {}

  public func probe(_ exchange: Exchange) {
    exchange.finish()
  }
}
