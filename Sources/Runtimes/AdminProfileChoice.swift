public import LocalState

/// Which admin profile a command uses, and why (W-60). Pure.
public struct AdminProfileChoice: Sendable, Equatable {
  public enum Reason: String, Sendable {
    case flag = "--admin-profile"
    case alias
    case variable = "TUNNEL_MCP_ADMIN_PROFILE"
    case active
    case builtIn = "built-in"
  }

  static let builtInName = "default"

  public var profile: AdminProfile
  public let reason: Reason

  /// There is no profile of the name that was asked for.
  public struct Missing: Error, Sendable, Equatable {
    public let name: String
    public let reason: Reason
    public let known: [String]
  }

  /// The first of them that names one; then the active one, then the built-in one. Nothing is stored (W-61).
  public init(
    flag: String?, alias: String?, variable: String?, in table: AdminProfileTable
  ) throws(Missing) {
    let named: [(String?, Reason)] = [
      (flag, .flag), (alias, .alias), (variable, .variable), (table.active.isEmpty ? nil : table.active, .active),
    ]
    for case (let name?, let reason) in named where !name.isEmpty {
      if let profile = table[name] {
        self.profile = profile
        self.reason = reason
        return
      }
      // The peer has one of this name always, and writes it into aliases.
      if name == Self.builtInName || reason == .active { continue }
      throw Missing(name: name, reason: reason, known: table.names)
    }
    profile = AdminProfile(name: Self.builtInName)
    reason = .builtIn
  }
}
