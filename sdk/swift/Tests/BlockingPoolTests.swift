import Glibc
import Synchronization
import Testing
import TunnelPluginKit

@Suite struct BlockingPoolTests {
  /// Waits until it is opened.
  private final class Gate: @unchecked Sendable {
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() { sem_init(semaphore, 0, 0) }

    deinit {
      sem_destroy(semaphore)
      semaphore.deallocate()
    }

    func open() { sem_post(semaphore) }
    func pass() { while sem_wait(semaphore) != 0 {} }
  }

  private final class Notes: Sendable {
    let order = Mutex<[Int]>([])
  }

  @Test func `Work is done in order, on another thread`() throws {
    let pool = BlockingPool(threads: 1, mostWaiting: 8)
    let notes = Notes()
    let gate = Gate()
    let here = pthread_self()
    for number in 0..<4 {
      try pool.submit(UInt64(number)) {
        notes.order.withLock { $0.append(pthread_equal(pthread_self(), here) == 0 ? number : -1) }
        if number == 3 { gate.open() }
      }
    }
    gate.pass()
    #expect(notes.order.withLock(\.self) == [0, 1, 2, 3])
    pool.close()
  }

  @Test func `The queue is bounded, and what is withdrawn makes room and is not done`() throws {
    let pool = BlockingPool(threads: 1, mostWaiting: 1)
    let notes = Notes()
    let (started, gate, done) = (Gate(), Gate(), Gate())
    try pool.submit(1) {
      started.open()
      gate.pass()
    }
    started.pass()
    try pool.submit(2) { notes.order.withLock { $0.append(2) } }
    let error = #expect(throws: PluginError.self) { try pool.submit(3) {} }
    #expect(error?.status == .limit)
    #expect(pool.withdraw(2))
    #expect(!pool.withdraw(2))
    #expect(!pool.withdraw(1))
    try pool.submit(4) { done.open() }
    gate.open()
    done.pass()
    #expect(notes.order.withLock(\.self) == [])
    pool.close()
    #expect(throws: PluginError.self) { try pool.submit(5) {} }
  }

  @Test func `Several threads work at once`() throws {
    let pool = BlockingPool(threads: 2, mostWaiting: 0)
    let (one, two, ends) = (Gate(), Gate(), Gate())
    // Each waits for the other: one thread alone would never end.
    try pool.submit(1) {
      one.open()
      two.pass()
      ends.open()
    }
    try pool.submit(2) {
      two.open()
      one.pass()
      ends.open()
    }
    ends.pass()
    ends.pass()
    pool.close()
  }
}
