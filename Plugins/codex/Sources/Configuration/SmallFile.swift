internal import Glibc

/// Files that are read whole.
enum SmallFile {
  private static let most = 8 << 20

  /// Nil when there is no such file.
  static func read(_ path: String) throws(CommandFailure) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      guard errno != ENOENT, errno != ENOTDIR else { return nil }
      throw CommandFailure(.io, "cannot read \(path): \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    while true {
      let some = Capture.readSome(descriptor)
      guard !some.isEmpty else { break }
      bytes += some
      guard bytes.count <= most else { throw CommandFailure(.io, "\(path) is too large to be read") }
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw CommandFailure(.io, "\(path) is not UTF-8")
    }
    return text
  }

  /// The names in a folder, sorted; empty when there is none.
  static func names(in folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Links resolved; nil when there is nothing.
  static func resolved(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
