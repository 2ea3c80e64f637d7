import Configuration
import PluginHost
import TunnelRuntime

/// The settings of `run`, as often as they are asked for: files are read each time.
struct SettingsSource: Sendable {
  let flags: [SettingKey: [String]]
  let environment: [String: String]

  init(flags: [SettingKey: [String]], environment: [String: String] = ProcessEnvironment.current) {
    self.flags = flags
    self.environment = environment
  }

  /// Nil: flags and environment are all there is.
  func file() throws(ConfigurationProblem) -> ConfigurationFile? {
    try ConfigurationFile.select(flags: flags, environment: environment)
  }

  /// Flags, environment and profile, with `exec:` references answered.
  func values() async throws(ConfigurationProblem) -> SettingValues {
    let profile = try file().map { (file) throws(ConfigurationProblem) in try ProfileFile.read(file.path) }
    return SettingValues(flags: flags, environment: environment, profile: profile)
  }

  func read() async throws(ConfigurationError) -> Settings {
    let values: SettingValues
    do throws(ConfigurationProblem) {
      values = try await self.values()
    } catch {
      throw ConfigurationError(problems: [error])
    }
    return try SettingsReader.read(values)
  }

  /// All problems are one line here.
  func reload() async throws(ReloadFailure) -> Settings {
    do throws(ConfigurationError) {
      return try await read()
    } catch {
      throw ReloadFailure(error.problems.map(\.description).joined(separator: "; "))
    }
  }
}
