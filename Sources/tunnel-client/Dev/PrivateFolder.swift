import Glibc

/// A folder of our own for sockets, which no other user can look into.
struct PrivateFolder {
  let path: String

  /// Nil when there is no place for it.
  init?() {
    let parent = ProcessEnvironment.current["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    var template = Array("\(parent)/tunnel-client-XXXXXX".utf8CString)
    guard
      let path = template.withUnsafeMutableBufferPointer({ buffer in
        buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
      })
    else { return nil }
    self.path = path
  }

  /// Only when it is empty: what is still there belongs to somebody who is not done.
  func remove() {
    rmdir(path)
  }
}
