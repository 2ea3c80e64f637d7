internal import Glibc

/// Puts a bundle in its place: written whole beside it, then swapped in; what was there goes last (W-78).
enum BundleInstaller {
  /// `folder` is absolute.
  static func install(_ bundle: Bundle, at folder: String) throws(CommandFailure) {
    let parent = FileWriter.parent(of: folder)
    try FileWriter.makeFolder(parent, mode: 0o755)
    let stage = "\(folder).\(getpid()).new"
    let old = "\(folder).\(getpid()).old"
    do throws(CommandFailure) {
      try write(bundle, to: stage)
      let replaces = SmallFile.exists(folder)
      if replaces { try move(folder, to: old) }
      do throws(CommandFailure) {
        try move(stage, to: folder)
      } catch {
        if replaces { rename(old, folder) }
        throw error
      }
      FileWriter.sync(parent)
      _ = try remove(old)
    } catch {
      _ = try? remove(stage)
      throw error
    }
  }

  /// Whether there was something to remove.
  static func remove(_ path: String) throws(CommandFailure) -> Bool {
    var status = stat()
    guard lstat(path, &status) == 0 else { return false }
    let isFolder = status.st_mode & S_IFMT == S_IFDIR
    if isFolder { for name in SmallFile.names(in: path) { _ = try remove("\(path)/\(name)") } }
    guard (isFolder ? rmdir(path) : unlink(path)) == 0 else {
      throw CommandFailure(.io, "cannot remove \(path): \(String(cString: strerror(errno)))")
    }
    return true
  }

  static func removeIfEmpty(_ folders: [String]) {
    for folder in folders { rmdir(folder) }
  }

  /// A folder with something else in it is not ours to replace.
  static func refuseForeign(_ folder: String) throws(CommandFailure) {
    guard SmallFile.exists(folder) else { return }
    guard SmallFile.isFolder(folder) else { throw CommandFailure(.io, "\(folder) is no folder") }
    guard SmallFile.names(in: folder).isEmpty || SmallFile.exists("\(folder)/\(BinaryHint.name)") else {
      throw CommandFailure(
        .io, "\(folder) holds something else than the plugin", hint: "name a new or an empty folder with --dir")
    }
  }

  private static func write(_ bundle: Bundle, to folder: String) throws(CommandFailure) {
    _ = try remove(folder)
    for file in bundle.files {
      let path = "\(folder)/\(file.path)"
      try FileWriter.makeFolder(FileWriter.parent(of: path), mode: 0o755)
      try FileWriter.create(path, file.text, mode: 0o644)
    }
  }

  private static func move(_ path: String, to other: String) throws(CommandFailure) {
    guard rename(path, other) == 0 else {
      throw CommandFailure(.io, "cannot move \(path) to \(other): \(String(cString: strerror(errno)))")
    }
  }
}
