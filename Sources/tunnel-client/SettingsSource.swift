import Configuration
import TunnelRuntime

/// The settings of `run`, as often as they are asked for: files are read each time.
struct SettingsSource: Sendable {
  let values: SettingValues
  let stub: BindingSetting?

  func read() throws(ConfigurationError) -> Settings {
    try SettingsReader.read(values, stub: stub)
  }

  /// All problems are one line here.
  func reload() throws(ReloadFailure) -> Settings {
    do throws(ConfigurationError) {
      return try read()
    } catch {
      throw ReloadFailure(error.problems.map(\.description).joined(separator: "; "))
    }
  }
}
