/// Turns values into ``Settings``, and collects everything that is wrong on the way. The one validator: `run`, `doctor`,
/// `init` and the `profiles` commands all ask it (operator spec W-11).
public struct SettingsReader {
  let values: SettingValues
  var problems: [ConfigurationProblem] = []
  /// What is worth saying although nothing is wrong.
  var notes: [String] = []
  /// The file as a whole cannot be understood; what is missing may well stand in it.
  private let isFileLost: Bool

  init(_ values: SettingValues) {
    self.values = values
    problems = values.profile?.problems ?? []
    isFileLost = problems.contains { $0.source.layer == .profile && $0.source.name.isEmpty }
  }

  /// - Throws: all problems at once.
  public static func read(_ values: SettingValues) throws(ConfigurationError) -> Settings {
    var reader = SettingsReader(values)
    var mcp = reader.mcp()
    let network = reader.network(mcp.bindings)
    let harpoon = reader.harpoon()
    // Last of all channels (dataplane spec CP-05), and only with something to call.
    if let binding = harpoon.binding { mcp.bindings.append(binding) }
    var settings = Settings(
      controlPlane: reader.controlPlane(mcp.bindings, isMutual: network.controlPlaneCertificate != nil), mcp: mcp,
      network: network, plugins: reader.plugins(), pluginFolders: reader.pluginFolders(), harpoon: harpoon,
      health: reader.health(), healthURLFile: reader.path(.healthURLFile),
      healthShowsDetails: reader.boolean(.healthShowDetails), adminUI: reader.adminUI(),
      proxyCheckInterval: reader.duration(.proxyCheckInterval, atLeast: .milliseconds(1), atMost: .seconds(86_400)),
      drainTimeout: reader.duration(.drainTimeout, atLeast: .zero, atMost: .seconds(600)),
      pidFile: reader.path(.pidFile), log: reader.log(), cloudflared: reader.cloudflared(), notes: reader.notes)
    guard reader.problems.isEmpty else { throw ConfigurationError(problems: reader.problems) }
    settings.notes += ShortSecrets.notes(on: settings)
    return settings
  }

  /// The logging settings alone, for commands that need nothing else.
  public static func readLog(_ values: SettingValues) throws(ConfigurationError) -> Settings.Log {
    var reader = SettingsReader(values)
    let log = reader.log()
    guard reader.problems.isEmpty else { throw ConfigurationError(problems: reader.problems) }
    return log
  }

  /// The bindings, their plugins and the ways to them alone, for commands that bring their own control plane. Empty when
  /// no target was named.
  public static func readTargets(_ values: SettingValues) throws(ConfigurationError) -> TargetSettings {
    var reader = SettingsReader(values)
    let bindings = reader.bindings()
    var network = reader.network(bindings)
    network.controlPlaneProxy = nil
    network.controlPlaneCertificate = nil
    let targets = TargetSettings(
      bindings: bindings, oauthTrustedOrigins: reader.oauthTrustedOrigins(), network: network,
      plugins: reader.plugins(), pluginFolders: reader.pluginFolders())
    guard reader.problems.isEmpty else { throw ConfigurationError(problems: reader.problems) }
    return targets
  }

  /// Where plugins are, for commands that need nothing else.
  public static func readPluginFolders(_ values: SettingValues) -> Settings.PluginFolders {
    var reader = SettingsReader(values)
    return reader.pluginFolders()
  }

  /// `host:port` with `[…]` for IPv6, as listen flags take it; an empty host is all interfaces.
  public static func listenAddress(_ text: String) -> (host: String, port: Int)? {
    guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
      (0...65535).contains(port)
    else { return nil }
    var host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
    } else if host.contains(":") {
      return nil
    }
    return (String(host), port)
  }

  mutating func note(_ source: SettingSource, _ message: String, _ fix: String, isAbsence: Bool = false) {
    if isAbsence, isFileLost { return }
    problems.append(ConfigurationProblem(source: source, message: message, fix: fix, isAbsence: isAbsence))
  }
}
