import Configuration

/// Why a tunnel cannot start. One line for a person for each problem.
public struct TunnelStartFailure: Error, Sendable, CustomStringConvertible {
  public let description: String

  init(_ binding: BindingSetting, _ reason: some CustomStringConvertible) {
    description = "\(binding.source): channel \"\(binding.channel)\": \(reason)"
  }

  init(keyOf plugin: String, _ reason: some CustomStringConvertible) {
    description = "--control-plane.auth-plugin: \(plugin) supplies no API key: \(reason)"
  }

  init(_ plugin: PluginSetting, _ reason: some CustomStringConvertible) {
    description = "\(plugin.source): \(reason)"
  }
}
