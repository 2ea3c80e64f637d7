import Glibc

/// The end of a daemon's log.
public enum LogTail {
  /// The last lines, 20 at most (operator spec 17.4.2); empty without a log. `offset` skips what was there before.
  public static func lines(of path: String, count: Int = 20, from offset: Int = 0) -> [String] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    let size = Int(lseek(descriptor, 0, SEEK_END))
    let start = max(size - (64 << 10), size < offset ? 0 : offset, 0)
    var bytes = [UInt8](repeating: 0, count: max(0, size - start))
    let read = pread(descriptor, &bytes, bytes.count, off_t(start))
    guard read > 0 else { return [] }
    return String(decoding: bytes[..<read], as: UTF8.self).split(whereSeparator: \.isNewline).suffix(count)
      .map(String.init)
  }

  /// When something was last written, in seconds since 1970; nil when there is no such file.
  public static func modified(_ path: String) -> Int? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mtim.tv_sec : nil
  }

  /// In bytes; nil when there is no such file.
  public static func size(of path: String) -> Int? {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : nil
  }
}
