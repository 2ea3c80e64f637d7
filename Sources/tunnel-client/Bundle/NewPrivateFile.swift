import Glibc

/// A file that was not there before and that only its owner reads; written whole or not at all.
enum NewPrivateFile {
  /// `flag` is what chooses another path.
  static func write(_ bytes: [UInt8], to path: String, flag: String) throws(Failure) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure(path, flag) }
    let isWritten = bytes.withUnsafeBytes { fchmod(descriptor, 0o600) == 0 && fill(descriptor, $0) }
    let problem = failure(path, flag)
    guard close(descriptor) == 0, isWritten else {
      unlink(path)
      throw problem
    }
  }

  private static func fill(_ descriptor: CInt, _ bytes: UnsafeRawBufferPointer) -> Bool {
    var rest = bytes
    while !rest.isEmpty {
      let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
    return true
  }

  private static func failure(_ path: String, _ flag: String) -> Failure {
    Failure(.io, "cannot write \(path): \(String(cString: strerror(errno)))", hint: "choose another path with \(flag)")
  }
}
