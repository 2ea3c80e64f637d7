import CurlHTTP
import NIOCore
import RawJSON
import Synchronization

/// The exchanges that a plugin has in its hands, and the judge of what it says about them.
final class ExchangeTable: Sendable {
  /// The largest message that passes, in bytes.
  static let messageLimit = 64 << 20

  enum Kind: UInt32 {
    case none
    case response
    case notification
    case request
    case other
    case invalid
  }

  enum Verdict {
    case accepted(Kind)
    case tooLarge
    case stale(PluginFault?)
  }

  private struct Record {
    let receiver: any ExchangeReceiver
    /// The raw token of the caller's id; empty when no response is expected.
    let id: ByteBuffer
    /// The buffer that holds the call's message, to be released at the end.
    var messageBuffer: UInt64
    var hasHead = false
    var hasResponse = false
  }

  private let table: Mutex<HandleTable<Record>>

  init(instance: UInt16) {
    table = Mutex(HandleTable(instance: instance))
  }

  var count: Int { table.withLock(\.count) }
  var handles: [UInt64] { table.withLock { $0.live.map(\.handle) } }

  // MARK: The host's side

  /// Nil when there are too many.
  func begin(receiver: any ExchangeReceiver, id: ByteBuffer, messageBuffer: UInt64) -> UInt64? {
    table.withLock { $0.insert(Record(receiver: receiver, id: id, messageBuffer: messageBuffer)) }
  }

  /// Takes an exchange away from the plugin without an event. Returns its message buffer; nil when it was over.
  /// Until ``settleWithdrawal(of:)`` a word of the plugin that crosses with this is no fault.
  func withdraw(_ handle: UInt64) -> UInt64? {
    table.withLock { $0.remove(handle, as: .cancelling)?.messageBuffer }
  }

  func settleWithdrawal(of handle: UInt64) {
    table.withLock { $0.settleCancellation(handle) }
  }

  // MARK: The plugin's side, from any thread

  func head(_ handle: UInt64, status: Int, headers: HTTPFields) -> Verdict {
    let outcome = table.withLock { table -> ((any ExchangeReceiver)?, Verdict) in
      switch table[handle] {
      case .live(let record):
        let isFirst = !record.hasHead
        _ = table.update(handle) { $0.hasHead = true }
        return (record.receiver, isFirst ? .accepted(.none) : .stale(.headTwice))
      case .ended(let end): return (nil, Self.verdict(end, .messageAfterFinish, .messageAfterCancel))
      case .unknown: return (nil, .stale(.unknownHandle))
      }
    }
    if let receiver = outcome.0, case .accepted = outcome.1 {
      deliver(.head(status: status, headers: headers), to: receiver)
    }
    return outcome.1
  }

  func emit(_ handle: UInt64, _ content: ByteBuffer, restoresID: Bool) -> Verdict {
    let lookup = table.withLock { $0[handle] }
    let record: Record
    switch lookup {
    case .live(let live): record = live
    case .ended(let end): return Self.verdict(end, .messageAfterFinish, .messageAfterCancel)
    case .unknown: return .stale(.unknownHandle)
    }
    let message: JSONRPCMessage
    do throws(JSONError) {
      message = try content.withUnsafeReadableBytes { bytes throws(JSONError) in
        try JSONRPCMessage.scan(bytes, limits: JSONLimits(maxBytes: Self.messageLimit))
      }
    } catch {
      if case .tooLarge = error.reason { return .tooLarge }
      deliver(.ignored(.notJSONRPC), to: record.receiver)
      return .accepted(.invalid)
    }
    switch message.kind {
    case .notification:
      guard claim(handle, response: false) else { return .stale(nil) }
      deliver(.notification(content), to: record.receiver)
      return .accepted(.notification)
    case .request:
      deliver(.ignored(.serverRequest), to: record.receiver)
      return .accepted(.request)
    case .response:
      guard let id = message.id, record.id.readableBytes > 0, restoresID || Self.sameID(content, id, record.id) else {
        deliver(.ignored(.otherResponse), to: record.receiver)
        return .accepted(.other)
      }
      if record.hasResponse { return .stale(.secondResponse) }
      guard claim(handle, response: true) else { return .stale(nil) }
      deliver(.response(restoresID ? Self.splice(content, id, record.id) : [content]), to: record.receiver)
      return .accepted(.response)
    }
  }

  /// Something that cannot be forwarded was found where the exchange is carried out.
  func ignore(_ handle: UInt64, _ what: IgnoredMessage) {
    guard case .live(let record) = table.withLock({ $0[handle] }) else { return }
    deliver(.ignored(what), to: record.receiver)
  }

  /// The message buffer to release is returned beside the verdict.
  func finish(_ handle: UInt64, _ outcome: ExchangeOutcome) -> (Verdict, messageBuffer: UInt64) {
    let (record, verdict) = table.withLock { table -> (Record?, Verdict) in
      switch table[handle] {
      case .live: return (table.remove(handle), .accepted(.none))
      case .ended(let end): return (nil, Self.verdict(end, .finishTwice, .finishAfterCancel))
      case .unknown: return (nil, .stale(.unknownHandle))
      }
    }
    if let record { deliver(.finished(outcome), to: record.receiver) }
    return (verdict, record?.messageBuffer ?? 0)
  }

  /// Marks the handle as having spoken; false when it died since it was looked up.
  private func claim(_ handle: UInt64, response: Bool) -> Bool {
    table.withLock { table in
      table.update(handle) { record in
        if response, record.hasResponse { return false }
        record.hasHead = true
        if response { record.hasResponse = true }
        return true
      } ?? false
    }
  }

  /// Through the loop's queue also when called on the loop: the order between threads is the order of the calls,
  /// and the dispatcher is never entered from within a plugin's function.
  private func deliver(_ event: ExchangeEvent, to receiver: any ExchangeReceiver) {
    NetworkLoop.execute { receiver.receive(event) }
  }

  private static func verdict(
    _ end: HandleTable<Record>.End, _ finished: PluginFault, _ cancelled: PluginFault
  ) -> Verdict {
    switch end {
    case .finished: .stale(finished)
    case .cancelling: .stale(nil)
    case .cancelled: .stale(cancelled)
    }
  }

  private static func sameID(_ content: ByteBuffer, _ range: Range<Int>, _ id: ByteBuffer) -> Bool {
    content.withUnsafeReadableBytes { bytes in
      id.withUnsafeReadableBytes { id in JSONRPCMessage.sameID(.init(rebasing: bytes[range]), id) }
    }
  }

  /// The message with another id token, without copying either.
  private static func splice(_ content: ByteBuffer, _ range: Range<Int>, _ id: ByteBuffer) -> [ByteBuffer] {
    let start = content.readerIndex
    return [
      content.getSlice(at: start, length: range.lowerBound),
      id,
      content.getSlice(at: start + range.upperBound, length: content.readableBytes - range.upperBound),
    ].compactMap(\.self)
  }
}
