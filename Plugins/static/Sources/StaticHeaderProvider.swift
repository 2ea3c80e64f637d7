public import TunnelPluginKit

/// Supplies header fields that the operator wrote down; the host has put the values of references in their place.
public final class StaticHeaderProvider: AuthPlugin {
  public static let descriptor = PluginDescriptor(
    id: "org.tunnel-client.static",
    version: "0.1.0",
    vendor: "tunnel-client",
    summary: "Auth provider: header fields from the configuration",
    services: [.auth],
    configurationSchema: """
      {"type":"object","additionalProperties":false,"required":["headers"],"properties":{\
      "headers":{"type":"object","minProperties":1,"additionalProperties":{"type":"string"}}}}
      """)

  private let host: Host
  private var headers: [(name: String, value: String)] = []

  public init(host: Host) {
    self.host = host
  }

  public func open(_ bytes: UnsafeRawBufferPointer) throws(PluginError) {
    let configuration = try Configuration(host, bytes, prefix: "auth.")
    headers = try configuration.fields("headers") ?? []
    guard !headers.isEmpty else {
      throw configuration.error("headers", "names no header; add at least one, as in {\"Authorization\": \"…\"}")
    }
    for header in headers {
      guard HeaderName.isToken(header.name) else {
        throw configuration.error("headers.\(header.name)", "is no header name; use letters, digits and '-'")
      }
      guard header.value.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
        throw configuration.error("headers.\(header.name)", "has a control character in its value (not shown)")
      }
    }
  }

  public func close() {
    host.closed()
  }

  public func supply(_ supply: CredentialSupply, _ request: CredentialRequest) throws(PluginError) {
    switch request.purpose {
    case .mcpCall, .mcpDiscovery: supply.supplied(headers: headers)
    case .controlPlane, .secret, .unknown:
      supply.failed(.unsupported, "it supplies headers for MCP servers only")
    }
  }

  /// Nothing to stop: every request is answered when `supply` returns.
  public func cancel(_ supply: CredentialSupply.ID) {}
}
