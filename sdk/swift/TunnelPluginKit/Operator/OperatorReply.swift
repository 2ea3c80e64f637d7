internal import CTunnelPlugin

/// The way to answer one request of the operator: `respond`, or `begin`, `event`s and `end`; exactly once.
///
/// A small value; after the answer the handle is dead and a further word is a counted fault.
public struct OperatorReply {
  /// Names a request, for `cancel`.
  public struct ID: Hashable, Sendable {
    let rawValue: tunnel_operator_request
  }

  public let id: ID
  private let host: UnsafePointer<tunnel_host>
  private let table: UnsafePointer<tunnel_host_operator>?

  init(id: ID, host: Host) {
    self.id = id
    self.host = host.pointer
    table = host.operatorTable
  }

  /// The whole answer; an empty `type` stands for JSON.
  @discardableResult
  public func respond(status: Int = 200, type: StaticString = "", _ body: [UInt8]) -> PluginStatus {
    body.withUnsafeBytes { bytes in
      result(
        table?.pointee.respond?(
          host, id.rawValue, Int32(clamping: status), tunnel_string(BorrowedText(type)), tunnel_bytes(bytes)))
    }
  }

  /// Answers with server-sent events. `.limit`: too many streams are open; the client was told, do not go on.
  public func begin() -> PluginStatus {
    result(table?.pointee.begin?(host, id.rawValue))
  }

  /// One event; `data` is one line. `.limit`: the reader is slow, nothing was taken.
  public func event(_ name: StaticString, id number: UInt64 = 0, _ data: [UInt8]) -> PluginStatus {
    data.withUnsafeBytes { bytes in
      result(
        table?.pointee.event?(host, id.rawValue, tunnel_string(BorrowedText(name)), number, tunnel_bytes(bytes)))
    }
  }

  /// Ends the stream.
  @discardableResult
  public func end() -> PluginStatus {
    result(table?.pointee.end?(host, id.rawValue))
  }

  private func result(_ status: tunnel_status?) -> PluginStatus {
    PluginStatus(rawValue: status ?? PluginStatus.unsupported.rawValue)
  }
}
