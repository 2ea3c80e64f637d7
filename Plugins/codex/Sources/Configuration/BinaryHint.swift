internal import Glibc

/// The file in an installed bundle that says which tunnel-client it belongs to (operator spec 21.1).
struct BinaryHint: Equatable {
  static let name = ".tunnel-client-bin"

  let file: String
  /// What it names.
  let path: String
  /// Why it must not be run; nil: it may (W-78).
  let problem: String?

  /// Nil when there is none.
  static func read(in folder: String) -> BinaryHint? {
    let file = "\(folder)/\(name)"
    guard let text = (try? SmallFile.read(file)) ?? nil else { return nil }
    let path = String(text.drop(while: \.isWhitespace).prefix { !$0.isNewline })
    return BinaryHint(file: file, path: path, problem: mistrust(of: file) ?? doubts(about: path))
  }

  /// What speaks against running a program: only this user and root may have been able to write it.
  static func doubts(about path: String) -> String? {
    guard path.hasPrefix("/") else { return "\"\(path)\" is no absolute path" }
    guard let resolved = SmallFile.resolved(path), Programs.canRun(resolved) else { return "\(path) cannot be run" }
    return mistrust(of: resolved)
  }

  private static func mistrust(of path: String) -> String? {
    var status = stat()
    guard stat(path, &status) == 0 else { return "\(path) is not there" }
    guard status.st_uid == geteuid() || status.st_uid == 0 else { return "\(path) belongs to another user" }
    guard status.st_mode & (S_IWGRP | S_IWOTH) == 0 else { return "\(path) can be written by others" }
    return nil
  }
}
