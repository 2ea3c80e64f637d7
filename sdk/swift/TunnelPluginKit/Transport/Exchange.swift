internal import CTunnelPlugin

/// One command on its way through a plugin: `[ head ] emit* finish`, and `finish` exactly once.
///
/// A small value without reference counting; after `finish` the handle is dead and a further call is a counted fault.
public struct Exchange {
  public let id: ExchangeID
  private let host: UnsafePointer<tunnel_host>
  private let table: UnsafePointer<tunnel_host_exchange>

  init(id: ExchangeID, host: UnsafePointer<tunnel_host>, table: UnsafePointer<tunnel_host_exchange>) {
    self.id = id
    self.host = host
    self.table = table
  }

  /// Status (HTTP) and headers of the server's answer; once, before the first message.
  @discardableResult
  public func head(status: Int, headers: Headers = Headers()) -> PluginStatus {
    guard let head = table.pointee.head else { return .unsupported }
    return PluginStatus(rawValue: head(host, id.rawValue, Int32(truncatingIfNeeded: status), headers.list))
  }

  /// One message of the server. With `buffer`, which then holds exactly the message, nothing is copied.
  /// `restoringID`: the response carries a private id; the host puts the caller's in its place.
  public func emit(
    _ bytes: UnsafeRawBufferPointer, buffer: BufferReference? = nil, restoringID: Bool = false
  ) -> MessageKind {
    guard let emit = table.pointee.emit else { return .refused }
    var message = tunnel_message()
    message.size = UInt32(MemoryLayout<tunnel_message>.size)
    message.flags = restoringID ? UInt32(TUNNEL_EMIT_RESTORE_ID) : 0
    message.bytes = tunnel_bytes(bytes)
    message.buffer = buffer?.rawValue ?? 0
    var kind: tunnel_message_kind = 0
    let status = emit(host, id.rawValue, &message, &kind)
    return MessageKind(status: status, kind: kind)
  }

  /// Ends the exchange: it ran its course.
  public func finish() {
    finish(.none)
  }

  /// Ends the exchange. `kind` is finer than `source` ("connection_refused"), `detail` is for the operator's log.
  public func finish(_ source: FailureSource, kind: StaticString = "", detail: String = "") {
    finish(source, kind: BorrowedText(kind.utf8Bytes), detail: detail)
  }

  /// Ends the exchange with a kind that the host gave.
  public func finish(_ source: FailureSource, kind: BorrowedText, detail: String = "") {
    guard !detail.isEmpty else {
      return finish(source, kind: kind, detail: BorrowedText(), errorBody: BorrowedText().bytes, errorBodyCount: 0)
    }
    var detail = detail
    detail.withUTF8 {
      let detail = BorrowedText(UnsafeRawBufferPointer($0))
      finish(source, kind: kind, detail: detail, errorBody: BorrowedText().bytes, errorBodyCount: 0)
    }
  }

  /// Ends the exchange, with the beginning of the body of an HTTP error answer and the size that body really had.
  public func finish(
    _ source: FailureSource, kind: BorrowedText, detail: BorrowedText, errorBody: UnsafeRawBufferPointer,
    errorBodyCount: Int
  ) {
    var outcome = tunnel_outcome()
    outcome.size = UInt32(MemoryLayout<tunnel_outcome>.size)
    outcome.failure = source.rawValue
    outcome.kind = tunnel_string(kind)
    outcome.detail = tunnel_string(detail)
    outcome.error_body = tunnel_bytes(errorBody)
    outcome.error_body_bytes = UInt64(errorBodyCount)
    _ = table.pointee.finish?(host, id.rawValue, &outcome)
  }
}
