import CTunnelPlugin
import RawJSON

/// `tunnel.host.json/1`: slices for plugins without a scanner of their own. Every plugin gets it.
enum JSONService {
  static let table = ServiceTable(
    tunnel_host_json(size: UInt32(MemoryLayout<tunnel_host_json>.size), inspect: inspect, find: find),
    denied: tunnel_host_json?.none)

  private static let inspect:
    @convention(c) (UnsafePointer<tunnel_host>?, tunnel_bytes, UnsafeMutablePointer<tunnel_jsonrpc>?) -> tunnel_status =
      { host, bytes, message in
        guard let context = HostContext.of(host) else { return tunnel_status(TUNNEL_E_CLOSED) }
        guard let bytes = bytes.borrowed, let message,
          Int(message.pointee.size) >= MemoryLayout<tunnel_jsonrpc>.size
        else {
          context.report(.invalidArgument)
          return tunnel_status(TUNNEL_E_INVALID)
        }
        let peek = JSONRPCMessage.peek(bytes)
        message.pointee.kind = kind(of: peek)
        message.pointee.id = tunnel_bytes(slice(bytes, peek.id))
        message.pointee.method = tunnel_string(slice(bytes, peek.method))
        return success
      }

  private static let find:
    @convention(c) (
      UnsafePointer<tunnel_host>?, tunnel_bytes, UnsafePointer<CChar>?, UnsafeMutablePointer<tunnel_bytes>?
    ) -> tunnel_status = { host, bytes, pointer, value in
      guard let context = HostContext.of(host) else { return tunnel_status(TUNNEL_E_CLOSED) }
      guard let bytes = bytes.borrowed, let pointer, let value else {
        context.report(.invalidArgument)
        return tunnel_status(TUNNEL_E_INVALID)
      }
      // Not found is an ordinary answer here, not a fault.
      guard let range = try? RawJSON.find(pointer: String(cString: pointer), in: bytes) else {
        return tunnel_status(TUNNEL_E_INVALID)
      }
      value.pointee = tunnel_bytes(slice(bytes, range))
      return success
    }

  private static func slice(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>?) -> UnsafeRawBufferPointer {
    guard let range else { return UnsafeRawBufferPointer(start: nil, count: 0) }
    return UnsafeRawBufferPointer(rebasing: bytes[range])
  }

  private static func kind(of peek: JSONRPCPeek) -> UInt32 {
    switch peek {
    case .invalid: UInt32(TUNNEL_JSONRPC_INVALID)
    case .request: UInt32(TUNNEL_JSONRPC_REQUEST)
    case .notification: UInt32(TUNNEL_JSONRPC_NOTIFICATION)
    case .response: UInt32(TUNNEL_JSONRPC_RESPONSE)
    }
  }
}
