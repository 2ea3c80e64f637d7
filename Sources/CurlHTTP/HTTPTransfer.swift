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

  private var startedAt = ContinuousClock.now
  private var reader = HeadReader()
  private var handling = HTTPBodyHandling.discard
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
    options.apply(request)
    options.apply(upload.shape, method: request.method, headers: headerList)
    if upload.shape.isPulled {
      options.set(CURLOPT_READFUNCTION, provideBody)
      options.set(CURLOPT_READDATA, user)
    }
    options.set(CURLOPT_HTTPHEADER, list: headerList.head)
    options.set(CURLOPT_HEADERFUNCTION, receiveHeadLine)
    options.set(CURLOPT_HEADERDATA, user)
    options.set(CURLOPT_WRITEFUNCTION, receiveBody)
    options.set(CURLOPT_WRITEDATA, user)
    if !request.mayBeRepeated {
      options.set(prerequest: beforeRequest)
      options.set(CURLOPT_PREREQDATA, user)
    }
    options.set(CURLOPT_ERRORBUFFER, UnsafeMutableRawPointer(errorText.pointer))
    return options.failure.map { HTTPFailure(code: $0, systemError: 0, detail: "") }
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
    if resendRefused || isLostConnection && !request.mayBeRepeated && wasIssued && hasLeft {
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
    failure.hadHead = reader.isComplete
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
    reader = HeadReader()
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
  /// answer. The server may have acted on it: only what changes nothing may arrive twice (RFC 9110 §9.2.1).
  func mayIssue() -> Bool {
    defer { wasIssued = true }
    resendRefused = wasIssued && hasLeft
    return !resendRefused
  }

  /// Something of the request was given to a connection.
  var hasLeft: Bool {
    guard let easy else { return false }
    var sent = 0
    _ = tc_get_long(easy, CURLINFO_REQUEST_SIZE, &sent)
    return sent > 0
  }

  /// False ends the transfer.
  func receive(headLine line: UnsafeBufferPointer<UInt8>) -> Bool {
    if reader.read(line) { headComplete() }
    // Not only with the next piece of the body: a quiet stream may never send one.
    if case .cancel = handling { return false }
    return true
  }

  private func headComplete() {
    status = reader.status
    exchange?.status = status
    exchange?.responseHeaders = reader.fields
    HTTPObservation.observer?.answered(
      request,
      HTTPObservation(
        status: status, version: reader.version, after: .now - startedAt, sentBytes: request.body.byteCount))
    if redirectsLeft > 0, keepsMethod, isSameOriginRedirect() {
      redirecting = true
      handling = .discard
      return
    }
    let head = HTTPResponseHead(status: status, headers: reader.fields, receivedAt: .now)
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
    guard case .sameOrigin = request.redirects, let location = reader.fields.first("location") else { return false }
    return URLOrigin(request.url).map { $0 == URLOrigin(location, relativeTo: request.url) } ?? false
  }

  /// Returns how many bytes were taken; fewer than given ends the transfer.
  func receive(body data: UnsafeRawBufferPointer) -> Int {
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

  func provide(into space: UnsafeMutableRawBufferPointer) -> Int {
    let result = upload.read(into: space)
    if result != tc_readfunc_pause, result > 0 { receiver?.sent(result, of: self) }
    return result
  }
}
