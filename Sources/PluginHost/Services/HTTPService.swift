import CTunnelPlugin
import CurlHTTP
import NIOCore
import Synchronization

/// `tunnel.host.http/1`: the host's HTTP client.
enum HTTPService {
  static let table = ServiceTable(
    tunnel_host_http(size: UInt32(MemoryLayout<tunnel_host_http>.size), start: start, cancel: cancel, write: write),
    denied: tunnel_host_http(
      size: UInt32(MemoryLayout<tunnel_host_http>.size), start: { host, _, _ in Denied.answer(host) },
      cancel: { host, _ in Denied.answer(host) }, write: { host, _, _, _ in Denied.answer(host) }))

  /// So much of a streamed request body may wait to be sent.
  static let writeLimit = 1 << 20

  private static let start:
    @convention(c) (
      UnsafePointer<tunnel_host>?, UnsafePointer<tunnel_http_request>?, UnsafeMutablePointer<tunnel_http>?
    ) -> tunnel_status = { host, raw, handle in
      guard let context = HostContext.of(host) else { return tunnel_status(TUNNEL_E_CLOSED) }
      guard let raw, Int(raw.pointee.size) >= MemoryLayout<tunnel_http_request>.size,
        let onHead = raw.pointee.on_head, let onDone = raw.pointee.on_done,
        let request = HTTPRequest(raw.pointee, buffers: context.buffers, route: context.route)
      else {
        context.report(.invalidArgument)
        return tunnel_status(TUNNEL_E_INVALID)
      }
      let callbacks = PluginRequest.Callbacks(
        user: raw.pointee.user, onHead: onHead, onData: raw.pointee.on_data, onDone: onDone)
      let limit = raw.pointee.max_body_bytes
      let pluginRequest = PluginRequest(
        request, callbacks, context: context, bodyLimit: limit == 0 ? ExchangeTable.messageLimit : Int(clamping: limit))
      guard let number = context.requests.withLock({ $0.insert(pluginRequest) }) else {
        return tunnel_status(TUNNEL_E_LIMIT)
      }
      handle?.pointee = number
      if NetworkLoop.isCurrent {
        NetworkLoop.assumeIsolated { pluginRequest.begin(as: number) }
      } else {
        NetworkLoop.execute { pluginRequest.begin(as: number) }
      }
      return success
    }

  private static let cancel: @convention(c) (UnsafePointer<tunnel_host>?, tunnel_http) -> tunnel_status = {
    host, handle in
    guard let context = HostContext.of(host) else { return tunnel_status(TUNNEL_E_CLOSED) }
    // A cancel that crosses with the end is no fault.
    guard let request = context.requests.withLock({ $0.live(handle) }) else { return tunnel_status(TUNNEL_E_STALE) }
    NetworkLoop.execute { request.cancel() }
    return success
  }

  private static let write:
    @convention(c) (UnsafePointer<tunnel_host>?, tunnel_http, tunnel_bytes, Int32) -> tunnel_status = {
      host, handle, bytes, end in
      guard let context = HostContext.of(host) else { return tunnel_status(TUNNEL_E_CLOSED) }
      guard let bytes = bytes.borrowed else {
        context.report(.invalidArgument)
        return tunnel_status(TUNNEL_E_INVALID)
      }
      guard let request = context.requests.withLock({ $0.live(handle) }) else { return tunnel_status(TUNNEL_E_STALE) }
      guard request.reserve(bytes.count) else { return tunnel_status(TUNNEL_E_LIMIT) }
      let copy = ByteBuffer(copying: bytes)
      NetworkLoop.execute { request.write(copy, end: end != 0) }
      return success
    }
}

extension HTTPRequest {
  /// Nil when a pointer is NULL that must not be, or the body's buffer is dead.
  fileprivate init?(_ raw: tunnel_http_request, buffers: BufferTable, route: HTTPRouteID) {
    guard let method = raw.method.text, let url = raw.url.text, let socket = raw.unix_socket.text,
      let headers = raw.headers.fields, !method.isEmpty, !url.isEmpty
    else { return nil }
    let body: Body
    if raw.flags & UInt32(TUNNEL_HTTP_STREAM_BODY) != 0 {
      body = .streamed
    } else if raw.body_buffer != 0 {
      guard let bytes = buffers.contents(raw.body_buffer) else { return nil }
      body = .segments([bytes])
    } else {
      guard let bytes = raw.body.borrowed else { return nil }
      body = bytes.isEmpty ? .none : .segments([ByteBuffer(copying: bytes)])
    }
    let milliseconds = { (value: UInt64) in Duration.milliseconds(Int64(clamping: min(value, 1 << 40))) }
    self.init(
      method: method, url: url, headers: headers, body: body, unixSocket: socket.isEmpty ? nil : socket,
      timeout: raw.timeout_ms == 0 ? nil : milliseconds(raw.timeout_ms),
      connectTimeout: raw.connect_timeout_ms == 0 ? .seconds(30) : milliseconds(raw.connect_timeout_ms),
      redirects: raw.flags & UInt32(TUNNEL_HTTP_FOLLOW_REDIRECTS) != 0 ? .sameOrigin(limit: 5) : .none, route: route)
  }
}
