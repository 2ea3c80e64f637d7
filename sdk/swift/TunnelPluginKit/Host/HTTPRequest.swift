internal import CTunnelPlugin

/// One HTTP request under way through the host's client.
///
/// The host holds this object, and with it the delegate, until the delegate heard `didFinish`.
public final class HTTPRequest {
  private let host: UnsafePointer<tunnel_host>
  private let table: UnsafePointer<tunnel_host_http>
  private var handle: tunnel_http = 0
  private var isDone = false
  private var isCancelled = false
  private var delegate: (any HTTPRequestDelegate)?

  /// Starts a request. Strings and headers are copied by the host; a body buffer is not.
  public init(
    _ host: Host, _ options: HTTPRequestOptions, delegate: any HTTPRequestDelegate
  ) throws(PluginError) {
    guard let table = host.httpTable, let start = table.pointee.start else { throw .missing(.http) }
    self.host = host.pointer
    self.table = table
    self.delegate = delegate
    let user = Unmanaged.passRetained(self)
    var request = tunnel_http_request()
    request.size = UInt32(MemoryLayout<tunnel_http_request>.size)
    request.method = tunnel_string(BorrowedText(options.method))
    request.url = tunnel_string(options.url.text)
    request.unix_socket = tunnel_string(options.unixSocket?.text ?? BorrowedText())
    request.body = tunnel_bytes(options.body)
    request.body_buffer = options.bodyBuffer?.rawValue ?? 0
    request.timeout_ms = options.timeoutMilliseconds
    request.max_body_bytes = UInt64(options.maxBodyBytes)
    request.user = user.toOpaque()
    request.on_head = { user, handle, status, headers in
      HTTPRequest.at(user)?.head(handle, status, Headers(headers)) ?? UInt32(TUNNEL_HTTP_BODY_CANCEL)
    }
    request.on_data = { user, _, data in
      guard let request = HTTPRequest.at(user) else { return }
      request.delegate?.request(request, didReceive: UnsafeRawBufferPointer(data))
    }
    request.on_done = { user, _, result in
      guard let user else { return }
      Unmanaged<HTTPRequest>.fromOpaque(user).takeRetainedValue().done(result)
    }
    // Not `handle` itself: a callback from within `start` would find it being written.
    var started: tunnel_http = 0
    let status = options.headers.withHeaders { headers in
      request.headers = headers.list
      return PluginStatus(rawValue: start(host.pointer, &request, &started))
    }
    guard status.isOK else {
      self.delegate = nil
      user.release()
      throw status == .denied
        ? .denied(.http)
        : PluginError(status, "'\(HostService.http.name)' did not take the request (status \(status.rawValue))")
    }
    if !isDone { handle = started }
  }

  /// Ends the request early; `didFinish` follows with `.cancelled`. Once is enough.
  public func cancel() {
    guard handle != 0, !isCancelled else { return }
    isCancelled = true
    _ = table.pointee.cancel?(host, handle)
  }

  private func head(_ handle: tunnel_http, _ status: Int32, _ headers: Headers) -> UInt32 {
    self.handle = handle
    return (delegate?.request(self, didReceiveHead: Int(status), headers) ?? .cancel).rawValue
  }

  private func done(_ result: UnsafePointer<tunnel_http_result>?) {
    handle = 0
    isDone = true
    let delegate = delegate.take()
    delegate?.request(self, didFinish: HTTPResult(result))
  }

  private static func at(_ user: UnsafeMutableRawPointer?) -> HTTPRequest? {
    guard let user else { return nil }
    return Unmanaged<HTTPRequest>.fromOpaque(user).takeUnretainedValue()
  }
}
