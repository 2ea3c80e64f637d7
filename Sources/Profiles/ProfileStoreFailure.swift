/// Why a profile could not be read or written.
public enum ProfileStoreFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// The text says what is wrong with the name.
  case invalidName(String)
  /// `nearest`: a name that may have been meant.
  case notFound(name: String, folder: String, nearest: String?)
  case exists(name: String, path: String)
  /// A symbolic link that a named profile may not be; the text says why.
  case link(String)
  /// The reason says it all.
  case unreadable(path: String, reason: String)
  /// What was tried, on which path, and what the system said.
  case system(action: String, path: String, reason: String)

  /// What happened, without a full stop.
  public var message: String {
    switch self {
    case .invalidName(let objection): objection
    case .notFound(let name, let folder, _): "there is no profile \"\(name)\" in \(folder)"
    case .exists(let name, let path): "the profile \"\(name)\" exists already: \(path)"
    case .link(let objection): objection
    case .unreadable(let path, let reason): "\(path): \(reason)"
    case .system(let action, let path, let reason): "\(path): cannot \(action): \(reason)"
    }
  }

  /// The next step.
  public var fix: String {
    switch self {
    case .invalidName: "choose another name"
    case .notFound(_, _, let nearest?): "did you mean \"\(nearest)\"?"
    case .notFound: "see `tunnel-client profiles list`"
    case .exists: "pass --force to replace it; a backup is kept"
    case .link: "link to a file beside it by its name, or use --profile-file"
    case .unreadable: "check the path and its permissions"
    case .system: "check the folder, its permissions and the space on its disk"
    }
  }

  public var description: String { "\(message); \(fix)" }
}
