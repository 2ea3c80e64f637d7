internal import Glibc

/// Looks programs up as a shell does.
enum Programs {
  /// The path of a program: as it is when it has a slash, else the first of `path` that can be run.
  static func find(_ name: String, path: String?) -> String? {
    guard !name.contains("/") else { return canRun(name) ? name : nil }
    for folder in (path ?? "").split(separator: ":") where canRun("\(folder)/\(name)") { return "\(folder)/\(name)" }
    return nil
  }

  /// A file that may be run; folders do not count.
  static func canRun(_ file: String) -> Bool {
    var status = stat()
    return stat(file, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(file, X_OK) == 0
  }
}
