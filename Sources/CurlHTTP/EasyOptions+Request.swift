import CCurl

extension EasyOptions {
  /// What a request says of its way to the server.
  @NetworkLoop
  mutating func apply(_ request: HTTPRequest) {
    set(CURLOPT_URL, request.url)
    set(CURLOPT_PROTOCOLS_STR, "http,https")
    set(CURLOPT_NOSIGNAL, 1)
    hint(CURLOPT_BUFFERSIZE, 128 << 10)
    // What a proxy says to CONNECT is not the server's answer.
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    set(CURLOPT_ACCEPT_ENCODING, "gzip, deflate")
    set(CURLOPT_CONNECTTIMEOUT_MS, request.connectTimeout)
    if let timeout = request.timeout { set(CURLOPT_TIMEOUT_MS, timeout) }
    if let socket = request.unixSocket { set(CURLOPT_UNIX_SOCKET_PATH, socket) }
    HTTPRoutes.shared.resolve(request).apply(to: &self)
    // One TLS connection carries all requests of its origin; plain HTTP/1.1 opens what it needs.
    set(CURLOPT_PIPEWAIT, request.url.hasPrefix("https:") ? 1 : 0)
  }

  /// The method with the body's framing; adds the header lines that go with it. A body in one block must outlive the
  /// transfer; any other is asked for by the handle's read function.
  mutating func apply(_ shape: UploadBody.Shape, method: String, headers: HeaderList) {
    switch shape {
    case .none:
      applyBodiless(method, headers: headers)
      return
    case .contiguous(let pointer, let count):
      set(CURLOPT_POST, 1)
      set(CURLOPT_POSTFIELDSIZE_LARGE, offset: count)
      set(CURLOPT_POSTFIELDS, UnsafeMutableRawPointer(mutating: pointer))
    case .segments(let count):
      set(CURLOPT_POST, 1)
      set(CURLOPT_POSTFIELDSIZE_LARGE, offset: count)
      set(CURLOPT_UPLOAD_BUFFERSIZE, min(max(count, 64 << 10), 512 << 10))
    case .streamed:
      set(CURLOPT_POST, 1)
      set(CURLOPT_POSTFIELDSIZE_LARGE, offset: -1)
      headers.append("Transfer-Encoding: chunked")
    }
    if method != "POST" { set(CURLOPT_CUSTOMREQUEST, method) }
    // Waiting for "100 Continue" would cost a second with every server that does not know it.
    headers.append("Expect:")
  }

  private mutating func applyBodiless(_ method: String, headers: HeaderList) {
    switch method {
    case "GET": set(CURLOPT_HTTPGET, 1)
    case "HEAD": set(CURLOPT_NOBODY, 1)
    default:
      set(CURLOPT_CUSTOMREQUEST, method)
      guard method == "POST" || method == "PUT" else { return }
      set(CURLOPT_POST, 1)
      set(CURLOPT_POSTFIELDSIZE_LARGE, offset: 0)
      set(CURLOPT_POSTFIELDS, "")
      // libcurl would call nothing a form.
      headers.append("Content-Type:")
    }
  }
}
