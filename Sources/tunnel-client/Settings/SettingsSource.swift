import Configuration
import Logging
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
    return await answered(SettingValues(flags: flags, environment: environment, profile: profile))
  }

  /// The same with `exec:` references answered, by the plugin that runs commands.
  private func answered(_ values: SettingValues) async -> SettingValues {
    let commands = values.execReferences
    guard !commands.isEmpty else { return values }
    let catalog = PluginCatalog(SettingsReader.readPluginFolders(values))
    let resolver = SecretResolver(catalog: catalog, logger: Logger(label: "settings") { _ in SwiftLogNoOpLogHandler() })
    let answers = await Progress.during("the commands of exec: references") { _ in await resolver.resolve(commands) }
    return values.resolving(answers.mapValues { $0.mapError { ReferenceFailure($0.message) } })
  }

  func read() async throws(ConfigurationError) -> Settings {
    try await readWhole().settings
  }

  /// The settings together with where each came from.
  func readWhole() async throws(ConfigurationError) -> (values: SettingValues, settings: Settings) {
    let values: SettingValues
    do throws(ConfigurationProblem) {
      values = try await self.values()
    } catch {
      throw ConfigurationError(problems: [error])
    }
    return (values, try SettingsReader.read(values))
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
