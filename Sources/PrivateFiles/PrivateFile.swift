import Glibc

/// Files that only their owner reads, written whole or not at all: a temporary file beside them, synced, then moved.
public enum PrivateFile {
  /// What is there stays when it is no regular file, or when this does not replace; that is the failure `EEXIST`.
  public static func write(_ bytes: [UInt8], to path: String, replaces: Bool) throws(ErrorNumber) {
    guard !replaces || canReplace(path) else { throw ErrorNumber(EEXIST) }
    let folder = folder(of: path)
    let temporary = try create(bytes, in: folder, prefix: ".\(name(of: path)).", suffix: ".tmp")
    let moved = replaces ? rename(temporary, path) == 0 : publish(temporary, path)
    guard moved else {
      let number = errno
      unlink(temporary)
      throw ErrorNumber(number)
    }
    try sync(folder: folder)
  }

  /// A new file with a name of its own; returns its path.
  public static func create(
    _ bytes: [UInt8], in folder: String, prefix: String, suffix: String
  ) throws(ErrorNumber) -> String {
    for _ in 0..<100 {
      let path = "\(folder)/\(prefix)\(String(UInt64.random(in: 0...(.max)), radix: 36))\(suffix)"
      let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
      if descriptor < 0, errno == EEXIST { continue }
      guard descriptor >= 0 else { throw ErrorNumber(errno) }
      // Whatever the umask says.
      let isWritten = fchmod(descriptor, 0o600) == 0 && fill(descriptor, bytes) && fsync(descriptor) == 0
      let number = errno
      let isClosed = close(descriptor) == 0
      guard isWritten, isClosed else {
        unlink(path)
        throw ErrorNumber(isWritten ? errno : number)
      }
      return path
    }
    throw ErrorNumber(EEXIST)
  }

  /// Whether a new file may take this place: a device or a pipe would be gone, for everybody. Links are followed, because
  /// `/dev/stdout` is one.
  public static func canReplace(_ path: String) -> Bool {
    var link = [CChar](repeating: 0, count: 6)
    // Even when it leads to a regular file now, as `/dev/stdout` does behind `> file`.
    let count = readlink(path, &link, link.count)
    guard count != link.count || link.map({ UInt8(bitPattern: $0) }) != Array("/proc/".utf8) else { return false }
    var status = stat()
    return stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG || status.st_mode & S_IFMT == S_IFDIR
  }

  /// A folder for its owner only, and those above it that are missing.
  public static func makeFolder(_ path: String) throws(ErrorNumber) {
    var status = stat()
    if stat(path, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFDIR else { throw ErrorNumber(ENOTDIR) }
      return
    }
    let above = folder(of: path)
    if above != path, above != "." { try makeFolder(above) }
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw ErrorNumber(errno) }
  }

  public static func sync(folder: String) throws(ErrorNumber) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw ErrorNumber(errno) }
    defer { close(descriptor) }
    // Some file systems have nothing to sync for a folder.
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw ErrorNumber(errno) }
  }

  public static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  public static func name(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
  }

  /// Gives a finished file its name, unless somebody has it.
  private static func publish(_ temporary: String, _ path: String) -> Bool {
    if link(temporary, path) == 0 {
      unlink(temporary)
      return true
    }
    guard [EPERM, ENOTSUP, ENOSYS, EMLINK].contains(errno) else { return false }
    // Without hard links: claim the name, then put the file there.
    let claim = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard claim >= 0 else { return false }
    close(claim)
    return rename(temporary, path) == 0
  }

  private static func fill(_ descriptor: CInt, _ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        rest = rest.dropFirst(count)
      }
      return true
    }
  }
}
