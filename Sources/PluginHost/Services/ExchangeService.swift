import CTunnelPlugin
import CurlHTTP
import NIOCore

/// `tunnel.host.exchange/1`: what a transport says about its exchanges.
enum ExchangeService {
  static let table = ServiceTable(
    tunnel_host_exchange(
      size: UInt32(MemoryLayout<tunnel_host_exchange>.size), head: head, emit: emit, finish: finish, closed: closed),
    denied: tunnel_host_exchange?.none)

  private static let head:
    @convention(c) (UnsafePointer<tunnel_host>?, tunnel_exchange, Int32, tunnel_headers) -> tunnel_status = {
      host, exchange, status, headers in
      guard let context = HostContext.of(host) else { return tunnel_status(TUNNEL_E_CLOSED) }
      guard let fields = headers.fields else { return invalid(context) }
      return answer(context.exchanges.head(exchange, status: Int(status), headers: fields), context, nil)
    }

  private static let emit:
    @convention(c) (
      UnsafePointer<tunnel_host>?, tunnel_exchange, UnsafePointer<tunnel_message>?,
      UnsafeMutablePointer<tunnel_message_kind>?
    ) -> tunnel_status = { host, exchange, message, kind in
      guard let context = HostContext.of(host) else { return tunnel_status(TUNNEL_E_CLOSED) }
      guard let message, Int(message.pointee.size) >= MemoryLayout<tunnel_message>.size else { return invalid(context) }
      let content: ByteBuffer
      if message.pointee.buffer != 0 {
        guard let bytes = context.buffers.contents(message.pointee.buffer) else {
          context.report(.staleBuffer)
          return tunnel_status(TUNNEL_E_STALE)
        }
        content = bytes
      } else {
        guard let bytes = message.pointee.bytes.borrowed else { return invalid(context) }
        guard bytes.count <= ExchangeTable.messageLimit else { return tunnel_status(TUNNEL_E_LIMIT) }
        content = ByteBuffer(copying: bytes)
      }
      let restoresID = message.pointee.flags & UInt32(TUNNEL_EMIT_RESTORE_ID) != 0
      return answer(context.exchanges.emit(exchange, content, restoresID: restoresID), context, kind)
    }

  private static let finish:
    @convention(c) (UnsafePointer<tunnel_host>?, tunnel_exchange, UnsafePointer<tunnel_outcome>?) -> tunnel_status = {
      host, exchange, outcome in
      guard let context = HostContext.of(host) else { return tunnel_status(TUNNEL_E_CLOSED) }
      guard let outcome, Int(outcome.pointee.size) >= MemoryLayout<tunnel_outcome>.size,
        let result = ExchangeOutcome(outcome.pointee)
      else { return invalid(context) }
      let (verdict, messageBuffer) = context.exchanges.finish(exchange, result)
      if messageBuffer != 0 { _ = context.buffers.release(messageBuffer) }
      return answer(verdict, context, nil)
    }

  private static let closed: @convention(c) (UnsafePointer<tunnel_host>?) -> tunnel_status = { host in
    guard let context = HostContext.of(host) else { return tunnel_status(TUNNEL_E_CLOSED) }
    context.reportClosed()
    return success
  }

  private static func invalid(_ context: HostContext) -> tunnel_status {
    context.report(.invalidArgument)
    return tunnel_status(TUNNEL_E_INVALID)
  }

  private static func answer(
    _ verdict: ExchangeTable.Verdict, _ context: HostContext, _ kind: UnsafeMutablePointer<tunnel_message_kind>?
  ) -> tunnel_status {
    switch verdict {
    case .accepted(let message):
      kind?.pointee = message.rawValue
      return success
    case .tooLarge:
      return tunnel_status(TUNNEL_E_LIMIT)
    case .stale(let fault):
      if let fault { context.report(fault) }
      return tunnel_status(TUNNEL_E_STALE)
    }
  }
}

extension ExchangeOutcome {
  /// Nil when a pointer is NULL that must not be.
  init?(_ raw: tunnel_outcome) {
    guard let kind = raw.kind.text, let detail = raw.detail.text, let body = raw.error_body.borrowed else { return nil }
    let failure: Failure =
      switch Int(raw.failure) {
      case Int(TUNNEL_FAILURE_NONE): .none
      case Int(TUNNEL_FAILURE_DNS): .dns
      case Int(TUNNEL_FAILURE_TLS): .tls
      case Int(TUNNEL_FAILURE_CONNECT): .connect
      case Int(TUNNEL_FAILURE_CLOSED): .closed
      case Int(TUNNEL_FAILURE_TIMEOUT): .timeout
      case Int(TUNNEL_FAILURE_PROTOCOL): .protocol
      case Int(TUNNEL_FAILURE_UNSUPPORTED): .unsupported
      // A value of a newer header counts as the plugin's own failure.
      default: .internal
      }
    self.init(
      failure, kind: kind, detail: detail, errorBody: ByteBuffer(copying: body),
      errorBodyLength: Int(clamping: raw.error_body_bytes))
  }
}
