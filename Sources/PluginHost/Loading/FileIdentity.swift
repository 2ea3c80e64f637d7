import Glibc

/// Tells one build of a file from another without reading it: which file it is, how long, and when it was written.
public struct FileIdentity: Sendable, Hashable {
  private let device: UInt
  private let inode: UInt
  private let size: Int
  private let seconds: Int
  private let nanoseconds: Int

  /// Nil when there is no such file.
  public init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    device = UInt(status.st_dev)
    inode = UInt(status.st_ino)
    size = Int(status.st_size)
    seconds = Int(status.st_mtim.tv_sec)
    nanoseconds = Int(status.st_mtim.tv_nsec)
  }

  /// The same file, though perhaps with other contents.
  func isSameFile(as other: FileIdentity) -> Bool { device == other.device && inode == other.inode }
}
