import Configuration
import CurlHTTP
import LogPipeline
import Synchronization
import TunnelRuntime

/// The CA bundle, the client certificates and the proxies' URLs, where files hold them: for every request that starts
/// after the reload (user needs #22).
final class NetworkFiles: Reloadable {
  let name = "proxies, trust and certificates"
  private let settings: SettingsSource
  private let redactor: Redactor
  private let tunnel: Tunnel
  private let inForce: Mutex<NetworkSettings>

  /// `inForce`: What the process started with.
  init(settings: SettingsSource, redactor: Redactor, inForce: NetworkSettings, tunnel: Tunnel) {
    self.settings = settings
    self.redactor = redactor
    self.tunnel = tunnel
    self.inForce = Mutex(inForce)
  }

  func prepare() async throws(ReloadFailure) -> ReloadCommit? {
    let settings = try await self.settings.reload()
    for secret in settings.secrets { redactor.register(secret) }
    guard inForce.withLock(\.self) != settings.network else { return nil }
    let table: HTTPRouteTable
    do throws(RootCertificatesFailure) {
      table = try HTTPRouteTable(settings.network, controlPlaneURL: settings.controlPlane.baseURL)
    } catch {
      throw ReloadFailure("--ca-bundle: \(error)")
    }
    return { [self] in
      // First what is said of them: who looks at the ways does so at once.
      await tunnel.describe { $0.network = settings.network }
      await HTTPRoutes.shared.replace(with: table)
      inForce.withLock { $0 = settings.network }
    }
  }
}
