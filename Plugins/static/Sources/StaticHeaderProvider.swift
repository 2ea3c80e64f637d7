public import TunnelPluginKit

/// Supplies header fields that the operator wrote down; the host has put the values of references in their place. What is
/// written as `secret:…` is read each time that it is asked for, so that a value that was replaced is picked up.
public final class StaticHeaderProvider: AuthPlugin {
  public static let descriptor = PluginDescriptor(
    id: "org.tunnel-client.static",
    version: "0.1.0",
    vendor: "tunnel-client",
    summary: "Auth provider: header fields from the configuration",
    services: [.auth, .secret],
    configurationSchema: """
      {"type":"object","additionalProperties":false,"required":["headers"],"properties":{\
      "headers":{"type":"object","minProperties":1,"additionalProperties":{"type":"string"}}}}
      """)

  private let host: Host
  private var headers: [Header] = []
  /// Requests whose secrets are being read.
  private var reading: Set<CredentialSupply.ID> = []

  private typealias Header = (name: String, value: String)
  private static let reference = "secret:"

  public init(host: Host) {
    self.host = host
  }

  public func open(_ bytes: UnsafeRawBufferPointer) throws(PluginError) {
    let configuration = try Configuration(host, bytes, prefix: "auth.")
    headers = try configuration.fields("headers") ?? []
    guard !headers.isEmpty else {
      throw configuration.error("headers", "names no header; add at least one, as in {\"X-Tenant\": \"7\"}")
    }
    if headers.contains(where: { $0.value.hasPrefix(Self.reference) }) { try host.require(.secret) }
    for header in headers {
      guard HeaderName.isToken(header.name) else {
        throw configuration.error("headers.\(header.name)", "is no header name; use letters, digits and '-'")
      }
      guard Self.isSendable(header.value) else {
        throw configuration.error("headers.\(header.name)", "has a control character in its value (not shown)")
      }
    }
  }

  public func close() {
    host.closed()
  }

  public func supply(_ supply: CredentialSupply, _ request: CredentialRequest) throws(PluginError) {
    switch request.purpose {
    case .mcpCall, .mcpDiscovery:
      reading.insert(supply.id)
      answer(supply, headers[...], [])
    case .controlPlane, .secret, .unknown:
      supply.failed(.unsupported, "it supplies headers for MCP servers only")
    }
  }

  public func cancel(_ supply: CredentialSupply.ID) {
    reading.remove(supply)
  }

  /// Reads what `rest` refers to, one after the other, and supplies all of them.
  private func answer(_ supply: CredentialSupply, _ rest: ArraySlice<Header>, _ known: [Header]) {
    guard let header = rest.first else {
      reading.remove(supply.id)
      supply.supplied(headers: known)
      return
    }
    guard header.value.hasPrefix(Self.reference) else { return answer(supply, rest.dropFirst(), known + [header]) }
    do throws(PluginError) {
      try host.readSecret(header.value) { [weak self] result in
        guard let self, reading.contains(supply.id) else { return }
        switch result {
        case .success(let value) where Self.isSendable(value):
          answer(supply, rest.dropFirst(), known + [(header.name, value)])
        case .success: fail(supply, "the secret for \(header.name) has a control character (not shown)")
        case .failure(let error): fail(supply, "the secret for \(header.name): \(error.message)")
        }
      }
    } catch {
      fail(supply, error.message)
    }
  }

  private func fail(_ supply: CredentialSupply, _ why: String) {
    reading.remove(supply.id)
    supply.failed(.unavailable, why)
  }

  private static func isSendable(_ value: String) -> Bool {
    value.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
  }
}
