/// Where the state of plugins is kept.
public enum PluginStateDirectory {
  /// The folder that holds the plugins' own, absolute; nil when nothing says where a user's state belongs. `setting` is what
  /// the operator chose, if anything.
  public static func path(_ setting: String?, environment: [String: String]) -> String? {
    let given = { (name: String) in environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil } }
    // systemd names one folder for each of `StateDirectory=`, with colons between them.
    let ofService = given("STATE_DIRECTORY").flatMap { $0.split(separator: ":").first }.map { String($0) }
    let ofUser = (given("XDG_STATE_HOME") ?? given("HOME").map { "\($0)/.local/state" }).map { "\($0)/tunnel-client" }
    return (setting ?? ofService ?? ofUser).map { "\($0)/plugins" }
  }
}
