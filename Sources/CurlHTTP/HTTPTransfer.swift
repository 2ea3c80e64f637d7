import CCurl
public import NIOCore

/// One request under way. Isolated to the loop; libcurl's callbacks reach it through an unretained pointer, which
/// is valid because ``TransferTable`` holds the transfer for as long as libcurl has its handle.
@NetworkLoop
public final class HTTPTransfer {
  private var request: HTTPRequest
  private var receiver: (any HTTPReceiver)?
  private let bodyLimit: Int

  private(set) var easy: UnsafeMutableRawPointer?
  private(set) var isDone = false
  private var upload: UploadBody
  private var headerList = HeaderList()
  private let errorText = ErrorText()

  private var statusLine = 0
  private var protocolVersion = HTTPObservation.ProtocolVersion.unknown
  private var startedAt = ContinuousClock.now
  private var fields = HTTPFields()
  private var handling = HTTPBodyHandling.discard
  private var hasHead = false
  private var overflow = false
  private var redirectsLeft: Int
  private var redirecting = false
  /// libcurl has sent the request already, and would send it again.
  private var wasIssued = false
  private var resendRefused = false
  /// Nil unless somebody wants to see all of it.
  private var exchange: HTTPExchange?

  /// The body so far, when it is collected.
  public private(set) var body = ByteBuffer()
  /// The status of the answer; 0 before it came.
  public private(set) var status = 0

  init(request: HTTPRequest, receiver: any HTTPReceiver, bodyLimit: Int) {
    self.request = request
    self.receiver = receiver
    self.bodyLimit = bodyLimit
    upload = UploadBody(request.body)
    redirectsLeft = if case .sameOrigin(let limit) = request.redirects { limit } else { 0 }
    if let recorder = HTTPExchange.recorder, recorder.wants(request) { exchange = HTTPExchange(request) }
  }

  // MARK: For the sender

  /// Ends the transfer; `done` follows with `.cancelled`, unless it has come already.
  public func cancel() {
    guard !isDone else { return }
    NetworkLoop.shared.thread.transfers.end(self)
  }

  /// Appends to a ``HTTPRequest/Body/streamed`` body; `end` completes it. Returns how many bytes wait to be sent.
  @discardableResult
  public func write(_ bytes: ByteBuffer, end: Bool) -> Int {
    if exchange != nil { bytes.withUnsafeReadableBytes { exchange?.sent($0) } }
    let wasStarved = upload.append(bytes, end: end)
    if wasStarved, let easy { curl_easy_pause(easy, tc_pause_none) }
    return upload.waitingBytes
  }

  // MARK: For the table

  /// Sets a fresh or reset handle up. A failure means nothing was started.
  func prepare(_ easy: UnsafeMutableRawPointer) -> HTTPFailure? {
    self.easy = easy
    let user = Unmanaged.passUnretained(self).toOpaque()
    headerList = HeaderList()
    headerList.append(request.headers)
    var options = EasyOptions(easy)
    options.set(CURLOPT_URL, request.url)
    options.set(CURLOPT_PROTOCOLS_STR, "http,https")
    options.set(CURLOPT_NOSIGNAL, 1)
    options.hint(CURLOPT_BUFFERSIZE, 128 << 10)
    // What a proxy says to CONNECT is not the server's answer.
    options.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    options.set(CURLOPT_ACCEPT_ENCODING, "gzip, deflate")
    options.set(CURLOPT_CONNECTTIMEOUT_MS, request.connectTimeout)
    if let timeout = request.timeout { options.set(CURLOPT_TIMEOUT_MS, timeout) }
    if let socket = request.unixSocket { options.set(CURLOPT_UNIX_SOCKET_PATH, socket) }
    HTTPRoutes.shared.resolve(request).apply(to: &options)
    // One TLS connection carries all requests of its origin; plain HTTP/1.1 opens what it needs.
    options.set(CURLOPT_PIPEWAIT, request.url.hasPrefix("https:") ? 1 : 0)
    setMethodAndBody(&options, user)
    options.set(CURLOPT_HTTPHEADER, list: headerList.head)
    options.set(CURLOPT_HEADERFUNCTION, receiveHeadLine)
    options.set(CURLOPT_HEADERDATA, user)
    options.set(CURLOPT_WRITEFUNCTION, receiveBody)
    options.set(CURLOPT_WRITEDATA, user)
    if !request.isIdempotent {
      options.set(prerequest: beforeRequest)
      options.set(CURLOPT_PREREQDATA, user)
    }
    options.set(CURLOPT_ERRORBUFFER, UnsafeMutableRawPointer(errorText.pointer))
    return options.failure.map { HTTPFailure(code: $0, systemError: 0, detail: "") }
  }

  private func setMethodAndBody(_ options: inout EasyOptions, _ user: UnsafeMutableRawPointer) {
    switch upload.shape {
    case .none:
      switch request.method {
      case "GET": options.set(CURLOPT_HTTPGET, 1)
      case "HEAD": options.set(CURLOPT_NOBODY, 1)
      default:
        options.set(CURLOPT_CUSTOMREQUEST, request.method)
        if request.method == "POST" || request.method == "PUT" {
          options.set(CURLOPT_POST, 1)
          options.set(CURLOPT_POSTFIELDSIZE_LARGE, offset: 0)
          options.set(CURLOPT_POSTFIELDS, "")
        }
      }
      return
    case .contiguous(let pointer, let count):
      options.set(CURLOPT_POST, 1)
      options.set(CURLOPT_POSTFIELDSIZE_LARGE, offset: count)
      options.set(CURLOPT_POSTFIELDS, UnsafeMutableRawPointer(mutating: pointer))
    case .segments(let count):
      options.set(CURLOPT_POST, 1)
      options.set(CURLOPT_POSTFIELDSIZE_LARGE, offset: count)
      options.set(CURLOPT_READFUNCTION, provideBody)
      options.set(CURLOPT_READDATA, user)
      options.set(CURLOPT_UPLOAD_BUFFERSIZE, min(max(count, 64 << 10), 512 << 10))
    case .streamed:
      options.set(CURLOPT_POST, 1)
      options.set(CURLOPT_POSTFIELDSIZE_LARGE, offset: -1)
      options.set(CURLOPT_READFUNCTION, provideBody)
      options.set(CURLOPT_READDATA, user)
      headerList.append("Transfer-Encoding: chunked")
    }
    if request.method != "POST" { options.set(CURLOPT_CUSTOMREQUEST, request.method) }
    // Waiting for "100 Continue" would cost a second with every server that does not know it.
    headerList.append("Expect:")
  }

  /// Lets go of what libcurl pointed to, after the handle left the multi stack.
  func release() {
    easy = nil
    headerList = HeaderList()
  }

  func failure(for result: CURLcode) -> HTTPFailure? {
    if overflow {
      return HTTPFailure(.tooLarge, kind: "response_body_too_large", detail: "body over \(bodyLimit) bytes")
    }
    if case .cancel = handling, result == CURLE_WRITE_ERROR { return .cancelled }
    // Not even the connection for sending it again came about; that it was sent is what counts. A CONNECT to a proxy
    // counts as bytes too, but is before the request's turn.
    let isLostConnection = [CURLE_COULDNT_CONNECT, CURLE_COULDNT_RESOLVE_HOST, CURLE_SSL_CONNECT_ERROR].contains(result)
    if resendRefused || isLostConnection && !request.isIdempotent && wasIssued && hasLeft {
      return HTTPFailure(
        .closed, kind: "connection_closed", detail: "the server closed the connection without an answer")
    }
    guard result != CURLE_OK else { return nil }
    var systemError = 0
    var proxyStatus = 0
    if let easy {
      _ = tc_get_long(easy, CURLINFO_OS_ERRNO, &systemError)
      _ = tc_get_long(easy, CURLINFO_HTTP_CONNECTCODE, &proxyStatus)
    }
    let detail = String(cString: errorText.pointer)
    guard proxyStatus == 0 || (200..<300).contains(proxyStatus) else {
      return HTTPFailure(.connect, kind: "dial", detail: "the proxy answered CONNECT with \(proxyStatus)")
    }
    var failure = HTTPFailure(code: result, systemError: systemError, detail: detail)
    failure.hadHead = hasHead
    return failure
  }

  /// Where to go on, when the answer was a redirect that the request allows.
  func redirect() -> String? {
    guard redirecting, let easy else { return nil }
    var location: UnsafeMutablePointer<CChar>?
    guard tc_get_string(easy, CURLINFO_REDIRECT_URL, &location) == CURLE_OK, let location else { return nil }
    return String(cString: location)
  }

  func restart(at url: String) {
    request.url = url
    redirectsLeft -= 1
    startedAt = .now
    upload = UploadBody(request.body)
    statusLine = 0
    fields = HTTPFields()
    hasHead = false
    redirecting = false
    wasIssued = false
  }

  func finish(_ failure: HTTPFailure?) {
    guard !isDone else { return }
    isDone = true
    if var exchange {
      exchange.failure = failure.map { "\($0)" }
      HTTPExchange.recorder?.record(exchange)
      self.exchange = nil
    }
    let receiver = self.receiver
    self.receiver = nil
    receiver?.done(failure, of: self)
  }

  // MARK: For libcurl

  /// libcurl sends a request again, up to five times, when a connection that it had used before closes without an
  /// answer. The server may have acted on it: only what is idempotent may arrive twice (RFC 9110 §9.2.2).
  fileprivate func mayIssue() -> Bool {
    defer { wasIssued = true }
    resendRefused = wasIssued && hasLeft
    return !resendRefused
  }

  /// Something of the request was given to a connection.
  private var hasLeft: Bool {
    guard let easy else { return false }
    var sent = 0
    _ = tc_get_long(easy, CURLINFO_REQUEST_SIZE, &sent)
    return sent > 0
  }

  /// False ends the transfer.
  fileprivate func receive(headLine line: UnsafeBufferPointer<UInt8>) -> Bool {
    if line.count >= 5, line.starts(with: "HTTP/".utf8) {
      fields = HTTPFields()
      statusLine = Self.status(of: line)
      protocolVersion = HTTPObservation.ProtocolVersion(statusLine: line)
    } else if line.first == UInt8(ascii: "\r") || line.first == UInt8(ascii: "\n") {
      if statusLine >= 200 { headComplete() }
    } else if !hasHead {
      // Behind the head, these are trailers: nobody here wants them.
      _ = fields.append(headLine: line)
    }
    // Not only with the next piece of the body: a quiet stream may never send one.
    if case .cancel = handling { return false }
    return true
  }

  private func headComplete() {
    guard !hasHead else { return }
    hasHead = true
    status = statusLine
    exchange?.status = statusLine
    exchange?.responseHeaders = fields
    HTTPObservation.observer?.answered(
      request,
      HTTPObservation(
        status: status, version: protocolVersion, after: .now - startedAt, sentBytes: request.body.byteCount))
    if redirectsLeft > 0, keepsMethod, isSameOriginRedirect() {
      redirecting = true
      handling = .discard
      return
    }
    let head = HTTPResponseHead(status: status, headers: fields, receivedAt: .now)
    handling = receiver?.head(head, of: self) ?? .cancel
    if case .collect = handling, let length = head.contentLength, length <= bodyLimit {
      body.reserveCapacity(length)
    }
  }

  /// A GET stays one with every kind of redirect (RFC 9110 §15.4).
  private var keepsMethod: Bool {
    status == 307 || status == 308 || request.method == "GET" && [301, 302, 303].contains(status)
  }

  private func isSameOriginRedirect() -> Bool {
    // What was streamed is gone and cannot be sent again.
    if case .streamed = request.body { return false }
    guard case .sameOrigin = request.redirects, let location = fields.first("location") else { return false }
    return URLOrigin(request.url).map { $0 == URLOrigin(location, relativeTo: request.url) } ?? false
  }

  /// Returns how many bytes were taken; fewer than given ends the transfer.
  fileprivate func receive(body data: UnsafeRawBufferPointer) -> Int {
    exchange?.came(data)
    switch handling {
    case .discard:
      return data.count
    case .stream:
      receiver?.data(data, of: self)
      return data.count
    case .collect:
      guard body.readableBytes + data.count <= bodyLimit else {
        overflow = true
        return 0
      }
      body.writeBytes(data)
      return data.count
    case .cancel:
      return 0
    }
  }

  fileprivate func provide(into space: UnsafeMutableRawBufferPointer) -> Int {
    let result = upload.read(into: space)
    if result != tc_readfunc_pause, result > 0 { receiver?.sent(result, of: self) }
    return result
  }

  /// The three digits behind the first blank of a status line.
  private static func status(of line: UnsafeBufferPointer<UInt8>) -> Int {
    guard let blank = line.firstIndex(of: UInt8(ascii: " ")) else { return 0 }
    return line[(blank + 1)...].prefix(3).reduce(0) { sum, digit in
      digit >= 48 && digit <= 57 ? sum * 10 + Int(digit - 48) : sum
    }
  }
}

// At file scope: libcurl calls them on the loop thread, but a C function carries no isolation. What they borrow
// does not leave the call, which is all that `nonisolated(unsafe)` claims.

private func transfer(_ user: UnsafeMutableRawPointer?) -> HTTPTransfer? {
  user.map { Unmanaged<HTTPTransfer>.fromOpaque($0).takeUnretainedValue() }
}

private let beforeRequest: tc_prereq_callback = { user, _, _, _, _ in
  guard let transfer = transfer(user) else { return tc_prereq_abort }
  return NetworkLoop.assumeIsolated { transfer.mayIssue() ? tc_prereq_ok : tc_prereq_abort }
}

private let receiveHeadLine: tc_data_callback = { data, size, count, user in
  guard let data, let transfer = transfer(user) else { return 0 }
  nonisolated(unsafe) let line = UnsafeRawBufferPointer(start: data, count: size * count)
  return NetworkLoop.assumeIsolated {
    transfer.receive(headLine: line.bindMemory(to: UInt8.self)) ? line.count : 0
  }
}

private let receiveBody: tc_data_callback = { data, size, count, user in
  guard let transfer = transfer(user) else { return 0 }
  nonisolated(unsafe) let piece = UnsafeRawBufferPointer(start: data, count: size * count)
  return NetworkLoop.assumeIsolated { transfer.receive(body: piece) }
}

private let provideBody: tc_data_callback = { data, size, count, user in
  guard let data, let transfer = transfer(user) else { return tc_readfunc_abort }
  nonisolated(unsafe) let space = UnsafeMutableRawBufferPointer(start: data, count: size * count)
  return NetworkLoop.assumeIsolated { transfer.provide(into: space) }
}
