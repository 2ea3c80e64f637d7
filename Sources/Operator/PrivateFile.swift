import Glibc

/// A file with one line for other programs of the same user, such as the one that says where the operator server listens
/// (dataplane HE-05). It appears in one step, after the port is open.
struct PrivateFile: Sendable {
  let path: String
  /// For whoever has to choose another path.
  let setting: String

  static func url(_ path: String) -> PrivateFile { PrivateFile(path: path, setting: "health.url-file") }
  static func token(_ path: String) -> PrivateFile { PrivateFile(path: path, setting: "admin-ui.token-file") }

  func write(_ text: String) throws(OperatorError) {
    try createParents()
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    let name = path.split(separator: "/").last ?? "url"
    let temporary = "\(folder).\(name).\(getpid()).tmp"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw failure() }
    let bytes = Array(text.utf8)
    // So little fits into one write; a short one is a full disk.
    let isWritten = fchmod(descriptor, 0o600) == 0 && Glibc.write(descriptor, bytes, bytes.count) == bytes.count
    guard close(descriptor) == 0, isWritten, rename(temporary, path) == 0 else {
      let error = failure()
      unlink(temporary)
      throw error
    }
  }

  func remove() {
    unlink(path)
  }

  private func createParents() throws(OperatorError) {
    let bytes = Array(path.utf8)
    for index in bytes.indices.dropFirst() where bytes[index] == UInt8(ascii: "/") {
      let parent = String(decoding: bytes[..<index], as: UTF8.self)
      guard mkdir(parent, 0o755) == 0 || errno == EEXIST || access(parent, X_OK) == 0 else { throw failure() }
    }
  }

  private func failure() -> OperatorError {
    .file(path: path, setting: setting, reason: String(cString: strerror(errno)))
  }
}
