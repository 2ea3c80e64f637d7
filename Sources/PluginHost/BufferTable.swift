import CTunnelPlugin
import NIOCore
import Synchronization

/// The refcounted buffers of one instance.
final class BufferTable: Sendable {
  private struct Entry {
    var bytes: ByteBuffer
    var references = 1
    var isFrozen = false
  }

  private let table: Mutex<HandleTable<Entry>>

  init(instance: UInt16) {
    table = Mutex(HandleTable(instance: instance))
  }

  /// A new buffer with one reference; 0 when there are too many.
  func create(capacity: Int) -> UInt64 {
    var bytes = ByteBuffer()
    bytes.reserveCapacity(min(capacity, ExchangeTable.messageLimit))
    return table.withLock { $0.insert(Entry(bytes: bytes)) ?? 0 }
  }

  /// A frozen buffer over bytes that exist, with one reference.
  func adopt(_ bytes: ByteBuffer) -> UInt64 {
    table.withLock { $0.insert(Entry(bytes: bytes, isFrozen: true)) ?? 0 }
  }

  enum AppendOutcome: Equatable {
    case appended
    case stale
    case frozen
    case tooLarge
  }

  func append(_ handle: UInt64, _ borrowed: UnsafeRawBufferPointer) -> AppendOutcome {
    // Read within this call only; the lock's region check cannot see that.
    nonisolated(unsafe) let bytes = borrowed
    return table.withLock { table in
      table.update(handle) { @Sendable entry in
        if entry.isFrozen { return .frozen }
        if entry.bytes.readableBytes + bytes.count > ExchangeTable.messageLimit { return .tooLarge }
        entry.bytes.writeBytes(bytes)
        return .appended
      } ?? .stale
    }
  }

  /// The contents, frozen from now on; nil for a dead handle.
  func contents(_ handle: UInt64) -> ByteBuffer? {
    table.withLock { table in
      table.update(handle) { entry in
        entry.isFrozen = true
        return entry.bytes
      }
    }
  }

  func retain(_ handle: UInt64) -> Bool {
    table.withLock { table in table.update(handle) { $0.references += 1 } != nil }
  }

  func release(_ handle: UInt64) -> Bool {
    table.withLock { table in
      guard
        let left = table.update(
          handle,
          { entry in
            entry.references -= 1; return entry.references
          })
      else {
        return false
      }
      if left == 0 { table.remove(handle) }
      return true
    }
  }
}
