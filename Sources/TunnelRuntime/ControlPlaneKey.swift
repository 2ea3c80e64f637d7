public import Configuration
import ControlPlane
public import CurlHTTP
public import Logging
public import PluginHost

/// Gets the control plane's API key from an auth plugin, and another one when the service refuses it.
@NetworkLoop
public final class ControlPlaneKey {
  private let provider: AuthProvider
  private let target: String
  private let logger: Logger
  private var isAsking = false
  private var lastRetry: ContinuousClock.Instant?

  /// A plugin that always has another key, none of which is taken, does not make us poll without a pause.
  private static let patience = Duration.seconds(30)

  /// Opens the plugin, with the configuration that `plugins` has for it. `target` is the control plane's URL; `onSecret` gets
  /// every key before anything can name it.
  public init(
    _ id: String, plugins: [PluginSetting], catalog: PluginCatalog, target: String, facilities: HostFacilities,
    logger: Logger, onSecret: @escaping @Sendable (String) -> Void
  ) throws(TunnelStartFailure) {
    do {
      provider = try AuthProvider(
        plugin: try catalog.locateRequired(id),
        configuration: plugins.first { $0.id == id }?.configuration ?? "{}", facilities: facilities, logger: logger,
        onSecret: onSecret)
    } catch {
      throw TunnelStartFailure(keyOf: id, "\(error)")
    }
    self.target = target
    self.logger = logger
  }

  /// The key to begin with.
  public func first() async throws(TunnelStartFailure) -> String {
    do throws(AuthFailure) {
      return try await key(.first)
    } catch {
      throw TunnelStartFailure(keyOf: provider.pluginID, error)
    }
  }

  /// The service has refused the key with 401: from now on the tunnel brings another one, if there is one.
  func refused(by tunnel: Tunnel) {
    guard !isAsking else { return }
    isAsking = true
    Task(executorPreference: NetworkLoop.executor) { [weak tunnel] in await self.renew(tunnel) }
  }

  private func renew(_ tunnel: Tunnel?) async {
    defer { isAsking = false }
    do throws(AuthFailure) {
      let key = try await key(.challenge(status: 401, header: ""))
      guard let tunnel, tunnel.credentials.apiKey != key else { return }
      var credentials = tunnel.credentials
      credentials.apiKey = key
      let mayRetry = lastRetry.map { .now - $0 > Self.patience } ?? true
      if mayRetry { lastRetry = .now }
      logger.info("the control plane refused the API key; the auth plugin supplied another one")
      tunnel.replace(credentials, retriesNow: mayRetry)
    } catch {
      logger.error("the control plane refused the API key, and there is no other one", metadata: ["error": "\(error)"])
    }
  }

  /// Lets the plugin go.
  public func close(within limit: Duration) async {
    await provider.close(within: limit)
  }

  private func key(_ reason: CredentialQuery.Reason) async throws(AuthFailure) -> String {
    let credential = try await provider.credential(purpose: .controlPlane, target: target, reason: reason)
    if !credential.secret.isEmpty { return credential.secret }
    let scheme = "bearer "
    if let value = credential.headers.first("authorization"), value.lowercased().hasPrefix(scheme) {
      let key = value.dropFirst(scheme.count).drop { $0 == " " }
      if !key.isEmpty { return String(key) }
    }
    throw AuthFailure(
      pluginID: provider.pluginID, .unsupported, "what it supplied is neither a secret nor an Authorization: Bearer")
  }
}
