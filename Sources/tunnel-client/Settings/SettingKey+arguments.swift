import ArgumentParser
import Configuration

extension NameSpecification {
  /// The setting's flag, and the spelling with dashes that the peer takes too (operator spec 3.7.1).
  init(setting key: SettingKey) {
    let name = String((key.flag ?? "").dropFirst(2))
    let dashed = name.replacing(".", with: "-")
    let hasAlias = Self.aliased.contains { name.hasPrefix($0) } && name != dashed && key != .controlPlaneHeaders
    self = hasAlias ? [.customLong(name), .customLong(dashed)] : [.customLong(name)]
  }

  private static let aliased = [
    "control-plane.base-url", "control-plane.url-path", "control-plane.tunnel-id", "control-plane.organization-id",
    "control-plane.api-key", "control-plane.client-", "mcp.server-url", "mcp.command", "mcp.extra-headers",
    "mcp.discovery-extra-headers", "health.listen-addr", "health.unix-socket", "health.url-file",
  ]
}

extension ArgumentHelp {
  /// What the setting is for, its variable and its default.
  init(setting key: SettingKey, value: String? = nil) {
    var text = key.summary
    if case .entries = key.kind { text += " Repeatable." }
    if case .headers = key.kind { text += " Repeatable." }
    if case .list = key.kind { text += " Repeatable." }
    if let variable = key.variable { text += " [\(variable)]" }
    if let fallback = key.fallback { text += " (default: \(fallback))" }
    let name: String? =
      switch key.kind {
      case .boolean: nil
      case .duration: "duration"
      case .integer: "number"
      case .path: "path"
      case .secret: "reference"
      default: value ?? "value"
      }
    self.init(stringLiteral: text)
    valueName = name
  }
}

extension Bool? {
  /// The value as a list of what was given.
  var array: [String] { map { [$0 ? "true" : "false"] } ?? [] }
}
