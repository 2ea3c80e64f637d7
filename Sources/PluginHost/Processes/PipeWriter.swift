import CurlHTTP
import Glibc
import NIOCore
import Synchronization

/// Writes a pipe from the loop; what the other side does not take yet waits in order.
@NetworkLoop
final class PipeWriter {
  private struct Account {
    var waiting = 0
    var isOpen = true
  }

  private let descriptor: CInt
  private var queue = CircularBuffer<ByteBuffer>()
  private var watch: FileWatch?
  private nonisolated let account = Mutex(Account())

  /// So many bytes may wait.
  private nonisolated let limit: Int

  nonisolated static let usualLimit = 64 << 20

  init(_ descriptor: CInt, limit: Int = usualLimit) {
    self.descriptor = descriptor
    self.limit = limit
  }

  /// Asks for room, from any thread; what is granted must be written.
  nonisolated func reserve(_ count: Int) -> ChildProcess.Reservation {
    account.withLock { account in
      guard account.isOpen else { return .closed }
      guard account.waiting == 0 || account.waiting + count <= limit else { return .full }
      account.waiting += count
      return .reserved
    }
  }

  /// What was written and is not taken yet, in bytes.
  nonisolated var waiting: Int { account.withLock(\.waiting) }

  func write(_ bytes: ByteBuffer) {
    guard bytes.readableBytes > 0, account.withLock(\.isOpen) else { return }
    queue.append(bytes)
    if queue.count == 1 { flush() }
  }

  /// Drops what waits and closes.
  func close() {
    let wasOpen = account.withLock { account in
      defer { account = Account(waiting: 0, isOpen: false) }
      return account.isOpen
    }
    guard wasOpen else { return }
    queue.removeAll()
    watch?.end()
    watch = nil
    Glibc.close(descriptor)
  }

  private func flush() {
    while !queue.isEmpty {
      let written = queue[queue.startIndex].readWithUnsafeReadableBytes { bytes in
        max(0, Glibc.write(descriptor, bytes.baseAddress, bytes.count))
      }
      if written > 0 {
        account.withLock { $0.waiting -= written }
      } else if errno == EAGAIN {
        return waitForRoom()
      } else if errno != EINTR {
        return close()
      }
      if queue[queue.startIndex].readableBytes == 0 { queue.removeFirst() }
    }
    watch?.wantsWrite = false
  }

  private func waitForRoom() {
    if watch == nil {
      watch = NetworkLoop.watch(descriptor) { [weak self] ready in
        if ready.writable { self?.flush() }
      }
    }
    watch?.wantsWrite = true
  }
}
