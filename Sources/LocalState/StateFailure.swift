/// Why the state of this machine's runtimes cannot be read or written.
public enum StateFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// A file that is there, and is not what it should be.
  case corrupt(path: String, reason: String)
  /// A file of a newer version, which an older one must not rewrite.
  case newer(path: String, version: Int)
  /// Another process has kept the lock for too long.
  case locked(path: String)
  /// What was tried, on which path, and what the system said.
  case system(action: String, path: String, reason: String)
  /// The place itself cannot be used; the text says why.
  case unusableRoot(String)

  /// What happened, without a full stop.
  public var message: String {
    switch self {
    case .corrupt(let path, let reason): "\(path): it is not the JSON object that it should be (\(reason))"
    case .newer(let path, let version): "\(path): it has schema version \(version), which this version does not know"
    case .locked(let path): "\(path): another tunnel-client keeps the state locked"
    case .system(let action, let path, let reason): "\(path): cannot \(action): \(reason)"
    case .unusableRoot(let reason): reason
    }
  }

  /// The next step.
  public var fix: String {
    switch self {
    case .corrupt(let path, _): "repair it by hand, or move it away: mv \(path) \(path).broken"
    case .newer: "update tunnel-client, or name another folder in TUNNEL_CLIENT_STATE_DIR"
    case .locked: "wait until it is done, or end it"
    case .system: "check the folder, its permissions and the space on its disk"
    case .unusableRoot: "name an absolute path in TUNNEL_CLIENT_STATE_DIR"
    }
  }

  public var description: String { "\(message); \(fix)" }
}
