internal import Glibc

/// Writes files so that nobody ever sees half of one.
enum FileWriter {
  /// Permission bits; nil when there is no such file.
  static func mode(of path: String) -> mode_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & 0o777 : nil
  }

  /// A temporary file beside it, synced, then moved.
  static func replace(_ path: String, with text: String, mode: mode_t) throws(CommandFailure) {
    try makeFolder(parent(of: path), mode: 0o700)
    let temporary = "\(path).\(getpid()).tmp"
    try create(temporary, text, mode: mode)
    guard rename(temporary, path) == 0 else {
      let reason = String(cString: strerror(errno))
      unlink(temporary)
      throw CommandFailure(.io, "cannot write \(path): \(reason)")
    }
    sync(parent(of: path))
  }

  /// A new file; one that is there is in the way.
  static func create(_ path: String, _ text: String, mode: mode_t) throws(CommandFailure) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else {
      throw CommandFailure(.io, "cannot write \(path): \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    var text = text
    let isWritten = text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while !rest.isEmpty {
        let count = write(descriptor, rest.baseAddress, rest.count)
        guard count > 0 else { return false }
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      }
      // Whatever the umask says: others' programs read it.
      return fchmod(descriptor, mode) == 0 && fsync(descriptor) == 0
    }
    guard isWritten else {
      let reason = String(cString: strerror(errno))
      unlink(path)
      throw CommandFailure(.io, "cannot write \(path): \(reason)")
    }
  }

  /// With the folders above it.
  static func makeFolder(_ path: String, mode: mode_t) throws(CommandFailure) {
    guard !path.isEmpty, !SmallFile.isFolder(path) else { return }
    try makeFolder(parent(of: path), mode: mode)
    guard mkdir(path, mode) == 0 || errno == EEXIST else {
      throw CommandFailure(.io, "cannot make the folder \(path): \(String(cString: strerror(errno)))")
    }
  }

  static func sync(_ folder: String) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  static func parent(of path: String) -> String {
    String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
  }
}
