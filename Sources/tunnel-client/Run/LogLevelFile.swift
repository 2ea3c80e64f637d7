import Configuration
import LogPipeline
import Logging
import TunnelRuntime

/// The log level, where a file holds it (`--log.level file:/path`).
struct LogLevelFile: Reloadable {
  let settings: SettingsSource
  let pipeline: LogPipeline

  var name: String { "log level" }

  func prepare() async throws(ReloadFailure) -> ReloadCommit? {
    let level = Logger.Level(setting: try await settings.reload().log.level)
    guard level != pipeline.level else { return nil }
    return { [pipeline] in pipeline.level = level }
  }
}
