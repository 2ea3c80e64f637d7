import Trust

/// Which plugin an operator wants, and what it may do.
public struct PluginRequirement: Sendable, Hashable {
  public enum Isolation: String, Sendable, Hashable, CaseIterable {
    /// In the host's process.
    case none
    /// In a child of its own.
    case process
  }

  /// Reverse DNS.
  public var id: String
  /// nil: any version.
  public var version: VersionConstraint?
  /// The SHA-256 of the file, 64 lower-case hexadecimal digits; nil: any file. A file with another digest is never
  /// opened for this requirement, so that none of its code runs.
  public var sha256: String?
  /// Host services that the plugin may use of those that it asks for, such as `tunnel.host.http/1`; nil: all of them.
  public var grants: Set<String>?
  public var isolation: Isolation

  public init(
    id: String, version: VersionConstraint? = nil, sha256: String? = nil, grants: Set<String>? = nil,
    isolation: Isolation = .none
  ) {
    self.id = id
    self.version = version
    self.sha256 = sha256
    self.grants = grants
    self.isolation = isolation
  }

  /// The digest in the form in which files are compared: `sha256:` in front and upper-case letters are fine.
  ///
  /// - Returns: nil when the text is no SHA-256.
  public static func normalized(sha256: String) -> String? {
    let digits = (sha256.hasPrefix("sha256:") ? sha256.dropFirst(7) : sha256[...]).lowercased()
    return SHA256.isWellFormed(digits) ? digits : nil
  }
}
