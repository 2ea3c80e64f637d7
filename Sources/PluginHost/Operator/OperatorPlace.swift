/// Where a plugin is on the operator's server, and what it shows there.
public struct OperatorPlace: Sendable, Equatable {
  /// The name below `/api/`.
  public var mount: String
  /// Paths whose GET is control; one that ends with a slash stands for everything below it.
  public var controlPaths: [String]
  public var panelTitle: String?
  /// The path below the mount where the panel's script is.
  public var panelScript: String?

  static let mostControlPaths = 256

  static func isWellFormed(mount: String) -> Bool {
    let bytes = Array(mount.utf8)
    guard (1...32).contains(bytes.count), (97...122).contains(bytes[0]) else { return false }
    return bytes.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
  }

  func isControl(_ path: String) -> Bool {
    controlPaths.contains { $0.hasSuffix("/") ? path.hasPrefix($0) : path == $0 }
  }
}
