import CCurl

/// Interest in one file descriptor (a pipe of a child process, a pidfd) that the loop polls beside libcurl's
/// sockets, so that a child's output costs no other thread.
@NetworkLoop
public final class FileWatch {
  /// What became possible. A hang-up or an error counts as readable and writable: the next call tells.
  public struct Readiness: Sendable {
    public let readable: Bool
    public let writable: Bool
  }

  let descriptor: CInt
  private let ready: @NetworkLoop (Readiness) -> Void
  public var wantsRead = false
  public var wantsWrite = false
  private(set) var ended = false

  init(descriptor: CInt, ready: @escaping @NetworkLoop (Readiness) -> Void) {
    self.descriptor = descriptor
    self.ready = ready
  }

  /// Ends the interest; the callback will not be called any more. The descriptor stays the caller's to close,
  /// and may be closed right after.
  public func end() {
    ended = true
  }

  var interest: CShort {
    guard !ended else { return 0 }
    return (wantsRead ? CShort(CURL_WAIT_POLLIN) : 0) | (wantsWrite ? CShort(CURL_WAIT_POLLOUT) : 0)
  }

  func deliver(_ events: CShort) {
    guard !ended, events != 0 else { return }
    let other = events & ~CShort(CURL_WAIT_POLLIN | CURL_WAIT_POLLOUT) != 0
    ready(
      Readiness(
        readable: wantsRead && (other || events & CShort(CURL_WAIT_POLLIN) != 0),
        writable: wantsWrite && (other || events & CShort(CURL_WAIT_POLLOUT) != 0)))
  }
}
