/// What came of one check.
public struct PluginFinding: Sendable, Hashable {
  public enum Outcome: String, Sendable, Hashable {
    case passed = "pass"
    /// Works, and should not stay so.
    case warned = "warn"
    case failed = "fail"
    /// Could not be looked at.
    case skipped = "skip"
  }

  public let check: PluginCheck
  /// The plugin's id; empty: the library as a whole.
  public let plugin: String
  public let outcome: Outcome
  /// What was seen, one line; may be empty for a pass.
  public let detail: String
  /// What to do about it; empty for a pass.
  public let fix: String

  public init(_ check: PluginCheck, of plugin: String = "", _ outcome: Outcome, _ detail: String = "", fix: String = "")
  {
    self.check = check
    self.plugin = plugin
    self.outcome = outcome
    self.detail = detail
    self.fix = fix
  }
}
