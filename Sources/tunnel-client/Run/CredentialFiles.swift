import Configuration
import ControlPlane
import LogPipeline
import TunnelRuntime

/// The API key and the extra headers, where files hold them. What the environment said at the start cannot change.
struct CredentialFiles: Reloadable {
  let settings: SettingsSource
  let redactor: Redactor
  let tunnel: Tunnel

  var name: String { "control-plane credentials" }

  func prepare() async throws(ReloadFailure) -> ReloadCommit? {
    let settings = try await self.settings.reload()
    // Before anything can name them. The old ones stay known: they are in what others still say.
    for secret in settings.secrets { redactor.register(secret) }
    var credentials = ControlPlaneSettings(settings.controlPlane).credentials
    // A plugin's key is not in any file.
    if settings.controlPlane.authPlugin != nil { credentials.apiKey = await tunnel.credentials.apiKey }
    guard await tunnel.credentials != credentials else { return nil }
    return { [tunnel, credentials] in await tunnel.replace(credentials) }
  }
}
