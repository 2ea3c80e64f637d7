import ArgumentParser
import Configuration
import TunnelRuntime

struct ProcessOptions: ParsableArguments {
  @Option(name: NameSpecification(setting: .drainTimeout), help: ArgumentHelp(setting: .drainTimeout))
  var drainTimeout: String?

  @Option(name: NameSpecification(setting: .pluginState), help: ArgumentHelp(setting: .pluginState))
  var pluginState: String?

  @Option(name: NameSpecification(setting: .pidFile), help: ArgumentHelp(setting: .pidFile))
  var pidFile: String?

  var flags: [SettingKey: [String]] {
    [
      .drainTimeout: drainTimeout.array, .pidFile: pidFile.array,
      .pluginState: pluginState.array,
    ]
  }

  static func claimPIDFile(_ path: String?) throws(Failure) -> PIDFile? {
    guard let path else { return nil }
    do throws(PIDFileFailure) {
      return try PIDFile(path: path)
    } catch {
      throw Failure(error)
    }
  }
}
