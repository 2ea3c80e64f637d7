import CurlHTTP
import NIOCore

/// Captured payloads: the fronts of bodies, as they were, the oldest making room for the newest. Pure.
struct PayloadStore: Sendable {
  /// The front of a body.
  struct Body: Sendable {
    let bytes: [UInt8]
    let length: Int

    var isComplete: Bool { bytes.count == length }

    init(_ parts: [ByteBuffer]) {
      length = parts.reduce(0) { $0 + $1.readableBytes }
      var bytes: [UInt8] = []
      bytes.reserveCapacity(min(length, PayloadStore.mostOfBody))
      for part in parts where bytes.count < PayloadStore.mostOfBody {
        bytes += part.readableBytesView.prefix(PayloadStore.mostOfBody - bytes.count)
      }
      self.bytes = bytes
    }
  }

  /// What was captured of one command.
  struct Entry: Sendable {
    let request: Body
    /// Kept to send it again, never shown.
    let headers: HTTPFields
    var response: Body?

    var size: Int { request.bytes.count + (response?.bytes.count ?? 0) }
  }

  static let mostOfBody = 64 << 10
  static let most = 8 << 20

  private var entries: [UInt64: Entry] = [:]
  /// In their order; ones that are gone already may be among them.
  private var order: [UInt64] = []
  private(set) var size = 0

  subscript(sequence: UInt64) -> Entry? { entries[sequence] }

  mutating func add(_ sequence: UInt64, request: ByteBuffer, headers: HTTPFields) {
    let entry = Entry(request: Body([request]), headers: headers)
    size += entry.size
    entries[sequence] = entry
    order.append(sequence)
    shrink()
  }

  /// The answer to one whose request is here.
  mutating func add(_ sequence: UInt64, response: [ByteBuffer]) {
    guard var entry = entries[sequence] else { return }
    size -= entry.size
    entry.response = Body(response)
    size += entry.size
    entries[sequence] = entry
    shrink()
  }

  /// What the log has forgotten is forgotten here, too.
  mutating func forget(upTo sequence: UInt64) {
    while let first = order.first, first <= sequence { removeFirst() }
  }

  mutating func removeAll() {
    self = PayloadStore()
  }

  private mutating func shrink() {
    while size > Self.most, !order.isEmpty { removeFirst() }
  }

  private mutating func removeFirst() {
    if let entry = entries.removeValue(forKey: order.removeFirst()) { size -= entry.size }
  }
}
