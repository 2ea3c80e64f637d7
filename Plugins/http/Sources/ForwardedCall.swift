internal import TunnelPluginKit

/// One exchange and the HTTP request that serves it: a POST, and when its event stream breaks a GET for the rest.
///
/// The exchange may end before the request: then what is left of the body is drained for a moment, because a connection
/// at its end can be used again and a cancelled one cannot.
final class ForwardedCall: HTTPRequestDelegate, TimerTarget {
  enum State {
    case waiting
    /// The server said where it is; the call goes there when this answer is over.
    case moving
    case readingError(body: [UInt8], count: Int)
    case collecting
    case streaming(sawInvalid: Bool)
    /// The stream broke off; the rest is asked for when the timer fires. There is no request now.
    case pausing(Timer)
    /// The rest was asked for.
    case resuming
    /// The exchange is over; the request is not.
    case draining
  }

  static let errorBodyLimit = 102_400
  private static let drainMilliseconds: UInt64 = 1_000

  let call: PreparedCall
  let host: Host
  private(set) var settings: HTTPSettings
  weak var owner: StreamableHTTPTransport?
  var state = State.waiting
  var request: HTTPRequest?
  var events: EventStreamReader?
  var resumption = ResumePolicy()
  /// The session that the server began with this very answer.
  var newSession: StableText?
  private var isRequestUnderWay = false
  private var drain: Timer?
  private var hasMoved = false
  /// Where a redirect leads that is not followed, for the operator.
  private var redirect = ""

  /// `owner` hears once, when the host is done with the last request, that this call has ended.
  init(_ call: PreparedCall, _ settings: HTTPSettings, host: Host, owner: StreamableHTTPTransport) {
    self.call = call
    self.settings = settings
    self.host = host
    self.owner = owner
  }

  var exchange: Exchange { call.exchange }

  func start() throws(PluginError) {
    var options = settings.request(call.method, call.headers.list)
    options.bodyBuffer = call.body
    try send(options)
  }

  /// A callback may come before the host has returned: then the request is over already.
  func send(_ options: HTTPRequestOptions) throws(PluginError) {
    isRequestUnderWay = true
    do throws(PluginError) {
      let started = try HTTPRequest(host, options, delegate: self)
      if isRequestUnderWay { request = started }
    } catch {
      isRequestUnderWay = false
      throw error
    }
  }

  /// Whether the server works on a request that nobody has answered.
  var isUnanswered: Bool {
    guard call.purpose == .request else { return false }
    return switch state {
    case .waiting, .moving, .collecting, .streaming, .pausing, .resuming: true
    case .readingError, .draining: false
    }
  }

  /// The exchange is dead already: let go of the connection. Closing it is also how a server learns of a
  /// cancellation (MCP 2026-07-28, Streamable HTTP, Cancellation).
  func cancel() {
    if case .pausing = state {
      state = .draining
      owner?.ended(exchange.id)
      return
    }
    state = .draining
    request?.cancel()
  }

  func request(
    _ request: HTTPRequest, didReceiveHead status: Int, _ headers: Headers
  ) -> HTTPBodyHandling {
    switch state {
    case .waiting: break
    case .resuming: return resumed(status, headers)
    case .moving, .readingError, .collecting, .streaming, .pausing, .draining: return .cancel
    }
    if isRedirect(status), let location = headers.first("location")?.string, moves(to: location, status) {
      state = .moving
      return .discard
    }
    exchange.head(status: status, headers: headers)
    switch AnswerPlan(call.purpose, status: status, contentType: headers.first("content-type")) {
    case .readError:
      state = .readingError(body: [], count: 0)
      return .stream
    case .collect:
      state = .collecting
      return .collect
    case .stream:
      newSession = headers.first("mcp-session-id").map { StableText($0.string) }
      beginStream()
      return .stream
    case .acknowledge:
      finish()
      owner?.answered(exchange.id)
      drainForAMoment()
      return .discard
    case .leave:
      finish()
      return .cancel
    case .refuse(.missingBody):
      fail("response_body_missing", "the server answered a request with status \(status) and no response")
      drainForAMoment()
      return .discard
    case .refuse(.notProtocol):
      let type = headers.first("content-type")?.string ?? "no Content-Type"
      let empty = headers.first("content-length").map { $0 == "0" } ?? false
      fail(
        empty ? "response_body_missing" : "non_protocol_response",
        "the server answered with \(type), which is neither application/json nor text/event-stream")
      return .cancel
    }
  }

  func request(_ request: HTTPRequest, didReceive data: UnsafeRawBufferPointer) {
    switch state {
    case .readingError(var body, let count):
      // Taken out, so that appending does not copy what is there.
      state = .readingError(body: [], count: 0)
      body.append(contentsOf: data.prefix(Self.errorBodyLimit - body.count))
      state = .readingError(body: body, count: count + data.count)
      if count + data.count > Self.errorBodyLimit {
        finishWithError()
        request.cancel()
      }
    case .streaming:
      events?.read(data) { receive($0) }
    case .waiting, .moving, .collecting, .pausing, .resuming, .draining:
      break
    }
  }

  func request(_ request: HTTPRequest, didFinish result: HTTPResult) {
    isRequestUnderWay = false
    self.request = nil
    drain = nil
    if case .moving = state, moved() { return }
    conclude(result)
    if case .pausing = state { return }
    state = .draining
    owner?.ended(exchange.id)
  }

  /// The server had its moment to end the stream by itself, or it is time to ask for the rest.
  func fired(_ timer: Timer) {
    if case .pausing = state { resume() } else { request?.cancel() }
  }

  private func isRedirect(_ status: Int) -> Bool {
    call.purpose != .probe && (300..<400).contains(status)
  }

  /// Whether the call goes where a redirect leads: once, with method and body (dataplane spec HT-08).
  private func moves(to location: String, _ status: Int) -> Bool {
    if !hasMoved, status == 307 || status == 308, settings.follow(location) {
      hasMoved = true
      return true
    }
    redirect = "the server answered with a redirect, which is not followed; set its URL to where it is"
    if let shown = Place.shown(location) { redirect += ": \(shown)" }
    return false
  }

  /// The server took nothing of the call yet, so that sending it again repeats nothing.
  private func moved() -> Bool {
    owner?.moved(settings)
    state = .waiting
    do throws(PluginError) {
      try start()
      return true
    } catch {
      host.log(.debug, "a call could not be sent to where its server is: \(error.message)")
      return false
    }
  }

  func beginStream() {
    state = .streaming(sawInvalid: false)
    events = EventStreamReader(host, limit: settings.maxMessageBytes)
  }

  private func conclude(_ result: HTTPResult) {
    switch state {
    case .draining, .pausing:
      break
    case .readingError:
      finishWithError(kind: result.error == .none ? "" : "response_body_unreadable")
    case .collecting where result.error == .none:
      deliver(result)
    case .streaming where result.error == .none:
      events?.end { receive($0) }
      concludeStream(nil)
    case .streaming, .resuming:
      concludeStream(result)
    case .waiting, .moving, .collecting:
      exchange.finish(result.failure, kind: result.failureKind, detail: result.detail.string)
    }
  }

  func finish() {
    state = .draining
    exchange.finish()
  }

  func drainForAMoment() {
    // Without a timer the connection is not worth waiting for.
    drain = try? Timer(host, after: Self.drainMilliseconds, target: self)
    if drain == nil { request?.cancel() }
  }

  private func finishWithError(kind: StaticString = "") {
    guard case .readingError(let body, let count) = state else { return }
    state = .draining
    var detail = redirect
    detail.withUTF8 { detail in
      body.withUnsafeBytes { bytes in
        exchange.finish(
          .none, kind: BorrowedText(kind), detail: BorrowedText(UnsafeRawBufferPointer(detail)), errorBody: bytes,
          errorBodyCount: count)
      }
    }
  }

  func fail(_ kind: StaticString, _ detail: String) {
    state = .draining
    exchange.finish(.protocol, kind: kind, detail: detail)
  }
}
