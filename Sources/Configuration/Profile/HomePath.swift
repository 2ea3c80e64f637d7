/// Paths as people write them.
public enum HomePath {
  /// A leading `~/` becomes the home folder.
  public static func expanded(_ path: String, _ environment: [String: String]) -> String {
    guard path == "~" || path.hasPrefix("~/"), let home = environment["HOME"], !home.isEmpty else { return path }
    return home + path.dropFirst(1)
  }
}
