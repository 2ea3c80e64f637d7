import Configuration
import LogPipeline
import TunnelRuntime

/// The API key, when a file holds it: `--control-plane.api-key file:/path`. What the environment said at the start
/// cannot change.
struct APIKeyFile: Reloadable {
  let values: SettingValues
  let redactor: Redactor
  let tunnel: Tunnel

  var name: String { "control-plane.api-key" }

  func prepare() async throws(ReloadFailure) -> ReloadCommit? {
    let key: String
    do throws(ConfigurationError) {
      key = try SettingsReader.readAPIKey(values)
    } catch {
      throw ReloadFailure(error.description)
    }
    // Before anything can name it. The old one stays known: it is in what was logged, and in what others still say.
    redactor.register(key)
    guard await tunnel.apiKey != key else { return nil }
    return { [tunnel] in await tunnel.replace(apiKey: key) }
  }
}
