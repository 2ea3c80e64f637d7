internal import TunnelPluginKit

/// One HTTP request and the exchange that it serves.
///
/// The exchange may end before the request: then what is left of the body is drained for a moment, because a connection
/// at its end can be used again and a cancelled one cannot.
final class ForwardedCall: HTTPRequestDelegate, TimerTarget {
  private enum State {
    case waiting
    case readingError(body: [UInt8], count: Int)
    case collecting
    case streaming(sawInvalid: Bool)
    /// The exchange is over; the request is not.
    case draining
  }

  static let errorBodyLimit = 102_400
  private static let drainMilliseconds: UInt64 = 1_000

  private let exchange: Exchange
  private let purpose: CallPurpose
  private let host: Host
  private let maxMessageBytes: Int
  private weak var owner: StreamableHTTPTransport?
  private var state = State.waiting
  private var request: HTTPRequest?
  private var events: EventStreamReader?
  private var drain: Timer?

  /// `owner` hears once, when the host is done with the request, that this call has ended.
  init(
    _ exchange: Exchange, _ purpose: CallPurpose, host: Host, maxMessageBytes: Int, owner: StreamableHTTPTransport
  ) {
    self.exchange = exchange
    self.purpose = purpose
    self.host = host
    self.maxMessageBytes = maxMessageBytes
    self.owner = owner
  }

  func start(_ options: HTTPRequestOptions) throws(PluginError) {
    request = try HTTPRequest(host, options, delegate: self)
  }

  /// The exchange is dead already: let go of the connection. Closing it is also how a server learns of a
  /// cancellation (MCP 2026-07-28, Streamable HTTP, Cancellation).
  func cancel() {
    state = .draining
    request?.cancel()
  }

  func request(
    _ request: HTTPRequest, didReceiveHead status: Int, _ headers: Headers
  ) -> HTTPBodyHandling {
    guard case .waiting = state else { return .cancel }
    exchange.head(status: status, headers: headers)
    switch AnswerPlan(purpose, status: status, contentType: headers.first("content-type")) {
    case .readError:
      state = .readingError(body: [], count: 0)
      return .stream
    case .collect:
      state = .collecting
      return .collect
    case .stream:
      state = .streaming(sawInvalid: false)
      events = EventStreamReader(host, limit: maxMessageBytes)
      return .stream
    case .acknowledge:
      finish()
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
    case .waiting, .collecting, .draining:
      break
    }
  }

  func request(_ request: HTTPRequest, didFinish result: HTTPResult) {
    self.request = nil
    drain = nil
    conclude(result)
    state = .draining
    owner?.ended(exchange.id)
  }

  /// The server had its moment to end the stream by itself.
  func fired(_ timer: Timer) {
    request?.cancel()
  }

  private func conclude(_ result: HTTPResult) {
    switch state {
    case .draining:
      break
    case .readingError:
      finishWithError(kind: result.error == .none ? "" : "response_body_unreadable")
    case .collecting where result.error == .none:
      deliver(result)
    case .streaming where result.error == .none:
      events?.end { receive($0) }
      concludeStream()
    case .waiting, .collecting, .streaming:
      exchange.finish(result.failure, kind: result.failureKind, detail: result.detail.string)
    }
  }

  private func concludeStream() {
    guard case .streaming(let sawInvalid) = state else { return }
    if sawInvalid {
      fail("malformed_json", "the event stream carried something that is not JSON-RPC, and no response")
    } else {
      // A resumption with `events.lastEventID` would begin here (MCP 2025-11-25; gone in 2026-07-28).
      state = .draining
      exchange.finish(.closed, kind: "unexpected_eof", detail: "the event stream ended without a response")
    }
  }

  /// One JSON body: it is the response, or the call has failed.
  private func deliver(_ result: HTTPResult) {
    guard !result.bytes.isEmpty else {
      return fail("response_body_missing", "the server answered with an empty body")
    }
    switch exchange.emit(result.bytes, buffer: result.body) {
    case .response: finish()
    case .over: state = .draining
    case .tooLarge: fail("response_body_too_large", "the body is larger than the host forwards")
    case .invalid: fail("malformed_json", "the body is not one JSON-RPC message")
    case .other, .notification, .request:
      fail("invalid_protocol_response", "the body is not the response to this request")
    case .refused: refuse()
    }
  }

  private func receive(_ event: EventStreamReader.Event) {
    guard case .streaming = state else { return }
    switch event {
    case .overflow:
      fail("response_body_too_large", "an event is larger than max_message_bytes (\(maxMessageBytes))")
      request?.cancel()
    case .event(let type, let data, let buffer):
      // An event without data only names an id; other types are keep-alives (dataplane spec SSE-02).
      guard !data.isEmpty, type.isEmpty || type.elementsEqual("message".utf8) else { return }
      receive(data, buffer)
    }
  }

  private func receive(_ data: UnsafeRawBufferPointer, _ buffer: BufferReference?) {
    switch exchange.emit(data, buffer: buffer) {
    case .response:
      finish()
      drainForAMoment()
    case .over:
      cancel()
    case .tooLarge:
      fail("response_body_too_large", "an event is larger than the host forwards")
      request?.cancel()
    case .refused:
      refuse()
      request?.cancel()
    case .notification:
      break
    case .request:
      host.log(.debug, "the server sent a request on a call's stream; this client does not answer those yet")
    case .other:
      host.log(.debug, "the server sent a response with another id on a call's stream; ignored")
    case .invalid:
      state = .streaming(sawInvalid: true)
      host.log(.warning, "the server sent an event of \(data.count) bytes that is not JSON-RPC; ignored")
    }
  }

  private func finish() {
    state = .draining
    exchange.finish()
  }

  private func drainForAMoment() {
    // Without a timer the connection is not worth waiting for.
    drain = try? Timer(host, after: Self.drainMilliseconds, target: self)
    if drain == nil { request?.cancel() }
  }

  private func finishWithError(kind: StaticString = "") {
    guard case .readingError(let body, let count) = state else { return }
    state = .draining
    body.withUnsafeBytes { bytes in
      exchange.finish(
        .none, kind: BorrowedText(kind), detail: BorrowedText(), errorBody: bytes, errorBodyCount: count)
    }
  }

  private func fail(_ kind: StaticString, _ detail: String) {
    state = .draining
    exchange.finish(.protocol, kind: kind, detail: detail)
  }

  private func refuse() {
    state = .draining
    exchange.finish(.internal, detail: "the host did not take a message")
  }
}
