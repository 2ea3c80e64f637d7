import CTunnelPlugin
import CurlHTTP
import NIOCore

/// `tunnel.host.operator/1`: what an operator plugin answers.
enum OperatorService {
  static let table = ServiceTable(
    tunnel_host_operator(
      size: UInt32(MemoryLayout<tunnel_host_operator>.size), respond: respond, begin: begin, event: event, end: end,
      status_json: statusJSON, closed: closed),
    denied: tunnel_host_operator?.none)

  private static let respond:
    @convention(c) (UnsafePointer<tunnel_host>?, tunnel_operator_request, Int32, tunnel_string, tunnel_bytes) ->
      tunnel_status = { host, handle, status, type, body in
        guard let context = HostContext.of(host) else { return tunnel_status(TUNNEL_E_CLOSED) }
        guard let type = type.text, let bytes = body.borrowed,
          OperatorAnswer.isWellFormed(status: Int(status), type: type)
        else {
          context.report(.badOperatorAnswer)
          _ = context.operatorRequests.respond(handle, .failed(.refused))
          return tunnel_status(TUNNEL_E_INVALID)
        }
        return result(
          context,
          context.operatorRequests.respond(
            handle, .body(status: Int(status), type: type, ByteBuffer(copying: bytes))))
      }

  private static let begin: @convention(c) (UnsafePointer<tunnel_host>?, tunnel_operator_request) -> tunnel_status = {
    host, handle in
    guard let context = HostContext.of(host) else { return tunnel_status(TUNNEL_E_CLOSED) }
    let outcome = context.operatorRequests.beginStream(handle) { queue in
      OperatorStream(queue) { context.readerLeft(handle) }
    }
    return result(context, outcome)
  }

  private static let event:
    @convention(c) (UnsafePointer<tunnel_host>?, tunnel_operator_request, tunnel_string, UInt64, tunnel_bytes) ->
      tunnel_status = { host, handle, name, id, data in
        guard let context = HostContext.of(host) else { return tunnel_status(TUNNEL_E_CLOSED) }
        guard let name = name.text, let bytes = data.borrowed,
          OperatorStream.Event.isWellFormed(name: name, data: bytes)
        else {
          context.report(.badOperatorAnswer)
          return tunnel_status(TUNNEL_E_INVALID)
        }
        return result(
          context,
          context.operatorRequests.event(handle, .init(name: name, id: id == 0 ? nil : id, data: Array(bytes))))
      }

  private static let end: @convention(c) (UnsafePointer<tunnel_host>?, tunnel_operator_request) -> tunnel_status = {
    host, handle in
    guard let context = HostContext.of(host) else { return tunnel_status(TUNNEL_E_CLOSED) }
    return result(context, context.operatorRequests.end(handle))
  }

  private static let statusJSON: @convention(c) (UnsafePointer<tunnel_host>?) -> tunnel_buffer = { host in
    guard let context = HostContext.of(host) else { return 0 }
    guard NetworkLoop.isCurrent else {
      context.report(.invalidArgument)
      return 0
    }
    return NetworkLoop.assumeIsolated {
      context.tunnelStatus().map { context.buffers.adopt(ByteBuffer(bytes: $0)) } ?? 0
    }
  }

  private static let closed: @convention(c) (UnsafePointer<tunnel_host>?) -> tunnel_status = { host in
    guard let context = HostContext.of(host) else { return tunnel_status(TUNNEL_E_CLOSED) }
    context.reportClosed()
    return success
  }

  private static func result(_ context: HostContext, _ outcome: OperatorRequests.Outcome) -> tunnel_status {
    switch outcome {
    case .accepted: return success
    case .full: return tunnel_status(TUNNEL_E_LIMIT)
    case .stale(let fault):
      if let fault { context.report(fault) }
      return tunnel_status(TUNNEL_E_STALE)
    }
  }
}
