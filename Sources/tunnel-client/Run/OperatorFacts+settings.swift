import Configuration
import TunnelRuntime

extension OperatorFacts {
  /// What settings say; `file` is the one they came from.
  mutating func describe(_ settings: Settings, file: ConfigurationFile?) {
    configSource = file?.label ?? "flags/environment"
    profileName = file?.profileName
    profilePath = file?.path
    warnings = settings.notes
    logsRawHTTP = settings.log.dumpsHTTP
    network = settings.network
    harpoonTargets = settings.harpoon.targets.count
    proxyCheckInterval = settings.proxyCheckInterval
  }
}
