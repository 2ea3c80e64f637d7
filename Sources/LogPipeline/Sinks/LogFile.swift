import Glibc

/// The file behind a sink, and the older ones beside it: `path.1` is the youngest.
struct LogFile: Sendable {
  let path: String
  let rotation: LogRotation

  func open() throws(LogFileFailure) -> (descriptor: CInt, size: Int) {
    let descriptor = Glibc.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0o600)
    guard descriptor >= 0 else {
      throw LogFileFailure(description: "cannot open \(path): \(String(cString: strerror(errno)))")
    }
    var status = stat()
    fstat(descriptor, &status)
    return (descriptor, Int(status.st_size))
  }

  /// A pipe or a terminal cannot be moved away.
  func isRegular(_ descriptor: CInt) -> Bool {
    var status = stat()
    return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// Whether the path still leads to the open file.
  func isAtPath(_ descriptor: CInt) -> Bool {
    var (open, named) = (stat(), stat())
    guard fstat(descriptor, &open) == 0, stat(path, &named) == 0 else { return false }
    return open.st_dev == named.st_dev && open.st_ino == named.st_ino
  }

  /// Makes room for a new file.
  ///
  /// - Returns: whether nothing is at `path` any more.
  func shift() -> Bool {
    guard rotation.maxFiles > 0 else { return unlink(path) == 0 }
    for number in stride(from: rotation.maxFiles - 1, to: 0, by: -1) {
      rename("\(path).\(number)", "\(path).\(number + 1)")
    }
    return rename(path, "\(path).1") == 0
  }
}
