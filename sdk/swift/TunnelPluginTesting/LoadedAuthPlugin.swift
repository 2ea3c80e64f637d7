internal import CTunnelPlugin
public import TunnelPluginKit

/// An auth provider behind its C tables, as the host sees it.
public final class LoadedAuthPlugin {
  private let instance: LoadedInstance
  private let provider: UnsafePointer<tunnel_auth_provider>

  /// Creates an instance through the entry; throws what the plugin reports.
  public init(_ type: any AuthPlugin.Type, on host: FakeHost) throws(PluginError) {
    (instance, provider) = try LoadedInstance.make(type, offering: TUNNEL_AUTH, on: host)
  }

  private var host: FakeHost { instance.host }

  public func open(_ configuration: String) throws(PluginError) {
    try instance.open(provider.pointee.open, configuration)
  }

  public func close() {
    provider.pointee.close?(instance.pointer)
  }

  /// Asks for a credential and returns the request's handle: its answer is in `FakeHost.credentialAnswers`.
  @discardableResult
  public func supply(
    _ purpose: CredentialRequest.Purpose, reference: String = "", target: String = "",
    reason: CredentialRequest.Reason = .first, challenge: String = ""
  ) -> UInt64 {
    let handle = host.makeHandle()
    host.credentialRequests.insert(handle)
    let texts = (target: StableText(target), reference: StableText(reference), challenge: StableText(challenge))
    var request = tunnel_auth_request()
    request.size = UInt32(MemoryLayout<tunnel_auth_request>.size)
    request.purpose = purpose.code
    switch reason {
    case .first: request.reason = UInt32(TUNNEL_AUTH_FIRST)
    case .refresh: request.reason = UInt32(TUNNEL_AUTH_REFRESH)
    case .challenge(let status):
      request.reason = UInt32(TUNNEL_AUTH_CHALLENGE)
      request.status = Int32(status)
    }
    request.target = FakeTables.string(texts.target)
    request.reference = FakeTables.string(texts.reference)
    request.challenge = FakeTables.string(texts.challenge)
    let status = withExtendedLifetime(texts) { provider.pointee.supply?(instance.pointer, handle, &request) ?? -1 }
    if status < 0 { host.credentialRequests.remove(handle) }
    return handle
  }

  /// Takes a request back.
  public func cancel(_ request: UInt64) {
    host.credentialRequests.remove(request)
    provider.pointee.cancel?(instance.pointer, request)
  }
}

extension CredentialRequest.Purpose {
  fileprivate var code: UInt32 {
    switch self {
    case .controlPlane: UInt32(TUNNEL_AUTH_CONTROL_PLANE)
    case .mcpCall: UInt32(TUNNEL_AUTH_MCP_CALL)
    case .mcpDiscovery: UInt32(TUNNEL_AUTH_MCP_DISCOVERY)
    case .secret: UInt32(TUNNEL_AUTH_SECRET)
    case .unknown: 99
    }
  }
}
