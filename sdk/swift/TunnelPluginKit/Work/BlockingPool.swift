internal import Glibc

/// Threads of a plugin's own, for work that blocks: the host thread must not wait.
///
/// The threads start with the first work and end after ``close()``. One that is inside a work that never returns stays;
/// nobody waits for it. `@unchecked Sendable`: all state is behind the mutex, which is never held while work runs.
public final class BlockingPool: @unchecked Sendable {
  private struct Waiting {
    let id: UInt64
    let work: @Sendable () -> Void
  }

  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let changed: UnsafeMutablePointer<pthread_cond_t>
  private let threads: Int
  private let mostWaiting: Int
  private var waiting: [Waiting] = []
  private var running = 0
  private var started = 0
  private var isClosed = false

  /// - Parameters:
  ///   - threads: So much work runs at once, at least 1.
  ///   - mostWaiting: So much may wait for a thread.
  public init(threads: Int, mostWaiting: Int) {
    self.threads = max(1, threads)
    self.mostWaiting = mostWaiting
    mutex = .allocate(capacity: 1)
    mutex.initialize(to: pthread_mutex_t())
    pthread_mutex_init(mutex, nil)
    changed = .allocate(capacity: 1)
    changed.initialize(to: pthread_cond_t())
    pthread_cond_init(changed, nil)
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(mutex)
    changed.deallocate()
    mutex.deallocate()
  }

  /// Has `work` done on one of the threads, in the order of these calls.
  ///
  /// - Parameters:
  ///   - id: For ``withdraw(_:)``.
  ///   - work: Runs to its end, unless it is withdrawn before it begins.
  /// - Throws: that too much waits (`.limit`), the pool is closed (`.closed`), or no thread can be had (`.system`).
  public func submit(_ id: UInt64, _ work: @escaping @Sendable () -> Void) throws(PluginError) {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    guard !isClosed else { throw PluginError(.closed, "the plugin is being closed") }
    let all = running + waiting.count
    guard all < threads + mostWaiting else { throw PluginError(.limit, "\(all) calls are under way already") }
    if all >= started, started < threads { try addThread() }
    waiting.append(Waiting(id: id, work: work))
    pthread_cond_signal(changed)
  }

  /// Takes back work that has not begun.
  ///
  /// - Returns: false when it began, or was never there.
  @discardableResult
  public func withdraw(_ id: UInt64) -> Bool {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    guard let index = waiting.firstIndex(where: { $0.id == id }) else { return false }
    waiting.remove(at: index)
    return true
  }

  /// Drops what waits, and lets the threads end.
  public func close() {
    pthread_mutex_lock(mutex)
    isClosed = true
    waiting.removeAll()
    pthread_cond_broadcast(changed)
    pthread_mutex_unlock(mutex)
  }

  /// With the mutex held.
  private func addThread() throws(PluginError) {
    let this = Unmanaged.passRetained(self)
    var thread = pthread_t()
    let status = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<BlockingPool>.fromOpaque(argument).takeRetainedValue().serve()
        return nil
      }, this.toOpaque())
    guard status == 0 else {
      this.release()
      guard started > 0 else {
        throw PluginError(.system, "cannot start a thread: \(String(cString: strerror(status)))")
      }
      return
    }
    pthread_detach(thread)
    started += 1
  }

  private func serve() {
    while let next = next() {
      next.work()
      pthread_mutex_lock(mutex)
      running -= 1
      pthread_mutex_unlock(mutex)
    }
  }

  private func next() -> Waiting? {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while waiting.isEmpty, !isClosed { pthread_cond_wait(changed, mutex) }
    guard !waiting.isEmpty else { return nil }
    running += 1
    return waiting.removeFirst()
  }
}
