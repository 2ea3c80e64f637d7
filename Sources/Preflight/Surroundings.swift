import Glibc

/// What a command finds around it: where programs are looked up, and which folder relative paths count from. Both can
/// become unknown on the way, after `cd` or `PATH=$X`; what depends on them is then not judged.
struct Surroundings {
  /// Nil: only known at run time.
  var searchPath: [String]?
  /// Nil: only known at run time; empty: the folder of this process.
  var folder: String?

  /// Where `execvp` looks without PATH.
  static let standardPath = ["/usr/local/bin", "/usr/bin", "/bin"]

  init(path: String?, folder: String) {
    searchPath = path.map(Self.folders) ?? Self.standardPath
    self.folder = folder
  }

  static func folders(_ path: String) -> [String] {
    path.split(separator: ":", omittingEmptySubsequences: false).map { $0.isEmpty ? "." : String($0) }
  }

  /// The path from this process's folder; nil when nobody can know it.
  func located(_ path: String) -> String? {
    guard !path.hasPrefix("/") else { return path }
    return folder.map { $0.isEmpty ? path : "\($0)/\(path)" }
  }

  /// The file of a program, which can be run; nil when only the run time can tell.
  func program(_ name: String) throws(PreflightFailure) -> String? {
    guard !name.isEmpty else { throw PreflightFailure(file: "the command", reason: .noProgram) }
    if name.contains("/") {
      guard let path = located(name) else { return nil }
      if let reason = Self.objection(toRunning: path) { throw PreflightFailure(file: name, reason: reason) }
      return path
    }
    guard let searchPath else { return nil }
    var near: PreflightFailure?
    for entry in searchPath {
      guard let path = located("\(entry)/\(name)") else { return nil }
      guard let reason = Self.objection(toRunning: path) else { return path }
      // A file of that name that cannot run is a better hint than that there is none.
      if reason == .notExecutable, near == nil { near = PreflightFailure(file: path, reason: reason) }
    }
    throw near ?? PreflightFailure(file: name, reason: .notOnPath)
  }

  static func objection(toRunning path: String) -> PreflightFailure.Reason? {
    objection(to: path) ?? (access(path, X_OK) == 0 ? nil : .notExecutable)
  }

  static func objection(toReading path: String) -> PreflightFailure.Reason? {
    objection(to: path) ?? (access(path, R_OK) == 0 ? nil : .notReadable)
  }

  static func isDirectory(_ path: String) -> Bool { objection(to: path) == .directory }

  private static func objection(to path: String) -> PreflightFailure.Reason? {
    var status = stat()
    guard stat(path, &status) == 0 else { return errno == EACCES ? .folderClosed : .notFound }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return nil
    case S_IFDIR: return .directory
    default: return .notRegular
    }
  }
}
