import Glibc
import PrivateFiles

/// The file that holds this process's number, and a lock on it that says whether that is still true (operator W-23,
/// dataplane LC-06). It appears in one step, and a number that a crashed process left behind counts for nothing.
public final class PIDFile: Sendable {
  private let path: String
  /// Open, and locked, for as long as the process lives: the kernel lets go of the lock, whatever the end.
  private let descriptor: CInt

  /// A claim that another process is making takes a moment.
  private static let patience = 100

  /// Writes the file and keeps it locked.
  ///
  /// - Throws: who holds it already, or why it cannot be written.
  public init(path: String) throws(PIDFileFailure) {
    self.path = path
    let temporary = "\(path).\(getpid()).tmp"
    unlink(temporary)
    let descriptor = open(temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw .unwritable(path: path, reason: Self.systemError) }
    self.descriptor = descriptor
    let bytes = Array("\(getpid())\n".utf8)
    // Locked before it has its name: nobody finds it unlocked.
    guard fchmod(descriptor, 0o600) == 0, write(descriptor, bytes, bytes.count) == bytes.count,
      flock(descriptor, LOCK_EX | LOCK_NB) == 0
    else {
      let reason = Self.systemError
      unlink(temporary)
      close(descriptor)
      throw .unwritable(path: path, reason: reason)
    }
    do {
      try Self.put(temporary, at: path)
    } catch {
      unlink(temporary)
      close(descriptor)
      throw error
    }
  }

  /// Removes the file if it is still this one.
  public func remove() {
    if Self.isFile(descriptor, at: path) { unlink(path) }
    close(descriptor)
  }

  private static func put(_ temporary: String, at path: String) throws(PIDFileFailure) {
    guard PrivateFile.canReplace(path) else {
      throw .unwritable(path: path, reason: "it is there, and is no regular file")
    }
    for _ in 0..<patience {
      let old = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
      guard old >= 0 else {
        switch errno {
        case ENOENT:
          // Fails when somebody else was first, where a rename would not.
          guard link(temporary, path) == 0 else {
            if errno == EEXIST { continue }
            throw .unwritable(path: path, reason: systemError)
          }
          unlink(temporary)
          return
        // A symbolic link is replaced, not followed.
        case ELOOP: return try move(temporary, to: path)
        default: throw .unwritable(path: path, reason: systemError)
        }
      }
      defer { close(old) }
      if flock(old, LOCK_EX | LOCK_NB) == 0 {
        // It may have been replaced between opening and locking.
        guard isFile(old, at: path) else { continue }
        return try move(temporary, to: path)
      }
      if let pid = pid(in: old), isAlive(pid) { throw .held(path: path, pid: pid) }
      usleep(10_000)
    }
    throw .unwritable(path: path, reason: "another process keeps it locked")
  }

  private static func move(_ temporary: String, to path: String) throws(PIDFileFailure) {
    guard rename(temporary, path) == 0 else { throw .unwritable(path: path, reason: systemError) }
  }

  private static func pid(in descriptor: CInt) -> pid_t? {
    var bytes = [UInt8](repeating: 0, count: 32)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    guard count > 0 else { return nil }
    let line = String(decoding: bytes[..<count], as: UTF8.self).prefix { $0 != "\n" }
    return pid_t(line).flatMap { $0 > 0 ? $0 : nil }
  }

  private static func isAlive(_ pid: pid_t) -> Bool {
    kill(pid, 0) == 0 || errno == EPERM
  }

  private static func isFile(_ descriptor: CInt, at path: String) -> Bool {
    var (opened, named) = (stat(), stat())
    return fstat(descriptor, &opened) == 0 && lstat(path, &named) == 0 && opened.st_dev == named.st_dev
      && opened.st_ino == named.st_ino
  }

  private static var systemError: String { String(cString: strerror(errno)) }
}
