import Glibc

/// Lets a script's thread wait for the test, without asking the clock.
///
/// `@unchecked Sendable`: a semaphore is made for being shared between threads.
public final class Gate: @unchecked Sendable {
  private let semaphore: UnsafeMutablePointer<sem_t>

  public init() {
    semaphore = .allocate(capacity: 1)
    sem_init(semaphore, 0, 0)
  }

  deinit {
    sem_destroy(semaphore)
    semaphore.deallocate()
  }

  public func open() { sem_post(semaphore) }

  /// Blocks the thread: not for tasks.
  public func pass() {
    while sem_wait(semaphore) != 0 {}
    sem_post(semaphore)
  }

  /// Blocks the thread until it is opened once more.
  public func passOnce() {
    while sem_wait(semaphore) != 0 {}
  }
}
