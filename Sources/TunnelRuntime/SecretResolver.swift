import Configuration
public import Logging
public import PluginHost

/// Gets the values of `exec:` references from the auth plugin that stands behind them, before settings are read.
public struct SecretResolver: Sendable {
  private let catalog: PluginCatalog
  private let logger: Logger
  private let onSecret: @Sendable (String) -> Void

  /// `onSecret` gets every value before anybody else does, so that no log shows it.
  public init(catalog: PluginCatalog, logger: Logger, onSecret: @escaping @Sendable (String) -> Void = { _ in }) {
    self.catalog = catalog
    self.logger = logger
    self.onSecret = onSecret
  }

  /// Runs each command once, all at the same time. No plugin is loaded when there is none.
  /// `commands` is what stands behind `exec:`; the result says for each its output, or why there is none.
  public func resolve(_ commands: [String]) async -> [String: Result<String, SecretFailure>] {
    let commands = Set(commands)
    guard !commands.isEmpty else { return [:] }
    let provider: AuthProvider
    do {
      provider = try await AuthProvider(
        plugin: try catalog.locate(DefaultPlugins.exec), configuration: "{}", logger: logger, onSecret: onSecret)
    } catch {
      let failure = SecretFailure(message: "exec: references cannot be resolved: \(error)", fix: "")
      return Dictionary(uniqueKeysWithValues: commands.map { ($0, .failure(failure)) })
    }
    let results = await withTaskGroup(of: (String, Result<String, SecretFailure>).self) { group in
      for command in commands { group.addTask { (command, await Self.resolve(command, provider)) } }
      return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
    await provider.close(within: .seconds(2))
    return results
  }

  private static func resolve(_ command: String, _ provider: AuthProvider) async -> Result<String, SecretFailure> {
    do throws(AuthFailure) {
      let credential = try await provider.credential(purpose: .secret, reference: command)
      guard credential.secret.isEmpty else { return .success(credential.secret) }
      return .failure(SecretFailure(message: "auth plugin \(provider.pluginID): it supplied no secret"))
    } catch {
      return .failure(SecretFailure(message: error.description))
    }
  }
}
