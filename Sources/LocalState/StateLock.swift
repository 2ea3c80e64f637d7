import Glibc

/// An advisory lock on a file beside the state, held from a read to the write that follows from it (W-57). The kernel
/// lets go of it, whatever the end of the process.
public final class StateLock: Sendable {
  private let descriptor: CInt

  /// Waits for other processes, `patience` at most.
  public init(_ path: String, patience: Duration = .seconds(10)) throws(StateFailure) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw .system(action: "open the lock", path: path, reason: String(cString: strerror(errno)))
    }
    let end = ContinuousClock.now + patience
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      let number = errno
      guard number == EWOULDBLOCK || number == EINTR, .now < end else {
        close(descriptor)
        if number == EWOULDBLOCK { throw .locked(path: path) }
        throw .system(action: "lock it", path: path, reason: String(cString: strerror(number)))
      }
      usleep(2000)
    }
    self.descriptor = descriptor
  }

  /// Lets the next one go on. Once.
  public func release() {
    close(descriptor)
  }
}
