internal import TunnelPluginKit
internal import TunnelPluginMCP

/// One call of a target: a request, and one more for each redirect to another target.
final class OutboundCall: HTTPRequestDelegate {
  private enum State {
    case waiting
    /// The body of a redirect is read, so that its connection can be used again.
    case redirecting(TargetURL?)
    case collecting(status: Int, AnsweredHeaders)
    case over
  }

  let exchange: Exchange
  let era: ProtocolEra
  /// The raw token of the caller's id.
  let id: [UInt8]
  private(set) var record: CallRecord
  private let arguments: CallArguments
  private let host: Host
  private weak var owner: HarpoonServer?
  private let startedAt = MonotonicClock.milliseconds()
  private var state = State.waiting
  private var headers: OutgoingHeaders
  private var method: CallMethod
  private var body: [UInt8]
  private var target: Target
  private var hops = 0
  private var request: HTTPRequest?

  /// - Throws: what keeps the call from being made.
  init(
    _ arguments: CallArguments, to target: Target, _ exchange: Exchange, id: [UInt8], era: ProtocolEra, host: Host,
    owner: HarpoonServer, record: CallRecord
  ) throws(CallFailure) {
    // A cap of its own: a caller that wants a short answer may still send a long request (W-56).
    guard arguments.body.count <= HarpoonSettings.bodyLimit else { throw .requestTooLarge }
    headers = try OutgoingHeaders(arguments.headers, userAgent: "\(host.name)/\(host.version)")
    self.arguments = arguments
    self.target = target
    self.exchange = exchange
    self.id = id
    self.era = era
    self.host = host
    self.owner = owner
    self.record = record
    method = arguments.method
    body = arguments.body
    if let dropped = headers.droppedSummary {
      host.log(.info, "harpoon request headers dropped label=\(arguments.label) headers=\(dropped)")
    }
  }

  /// Sends the first request, or the one of a redirect.
  func send() {
    let left = Int64(arguments.timeoutMilliseconds) - (MonotonicClock.milliseconds() - startedAt)
    guard left > 0 else { return end(.failure(.timeout)) }
    state = .waiting
    var options = target.request(method, headers)
    options.timeoutMilliseconds = UInt64(left)
    options.maxBodyBytes = arguments.maxResponseBytes
    switch body.withUnsafeBytes({ start(&options, $0) }) {
    case .success(let started):
      if case .over = state { return }
      request = started
    case .failure(let error):
      host.log(.error, "harpoon request not sent: \(error.message)")
      end(.failure(.requestFailed))
    }
  }

  private func start(
    _ options: inout HTTPRequestOptions, _ body: UnsafeRawBufferPointer
  ) -> Result<HTTPRequest, PluginError> {
    options.body = body
    do throws(PluginError) { return .success(try HTTPRequest(host, options, delegate: self)) } catch {
      return .failure(error)
    }
  }

  /// Nobody waits for the answer any more.
  func cancel() {
    record.error = "cancelled"
    record.outcome = .requestError
    state = .over
    finishRecord()
    if let request { request.cancel() } else { owner?.released(self) }
  }

  func request(_ request: HTTPRequest, didReceiveHead status: Int, _ headers: Headers) -> HTTPBodyHandling {
    guard case .waiting = state else { return .cancel }
    record.status = status
    if arguments.followsRedirects, [301, 302, 303, 307, 308].contains(status), let location = headers.first("location")
    {
      state = .redirecting(target.url.resolving(location.trimmed().string))
      redirect(status)
    } else {
      state = .collecting(status: status, AnsweredHeaders(headers, owner?.settings?.registry ?? TargetRegistry()))
    }
    return .collect
  }

  func request(_ request: HTTPRequest, didReceive data: UnsafeRawBufferPointer) {}

  func request(_ request: HTTPRequest, didFinish result: HTTPResult) {
    self.request = nil
    switch state {
    case .over:
      owner?.released(self)
    case .waiting:
      log(result)
      end(.failure(result.error == .timeout ? .timeout : .requestFailed))
    case .redirecting(let location):
      guard result.error != .timeout else { return end(.failure(.timeout)) }
      follow(location)
    case .collecting(let status, let headers):
      collected(result, status, headers)
    }
  }

  private func collected(_ result: HTTPResult, _ status: Int, _ headers: AnsweredHeaders) {
    record.mediaType = headers.mediaType
    switch result.error {
    case .none: break
    case .tooLarge: return end(.failure(.responseTooLarge))
    case .timeout: return end(.failure(.timeout))
    default:
      log(result)
      return end(.failure(.responseReadFailed))
    }
    var headers = headers
    let registry = owner?.settings?.registry ?? TargetRegistry()
    let rewritten = BodyRewriting.rewrite(result.bytes, registry)
    if rewritten != nil { headers.bodyWasRewritten() }
    record.responseBytes = result.bytes.count
    record.payloads?.response = Array(result.bytes)
    record.payloads?.transformed = rewritten
    end(.success(CallResult(status: status, headers: headers, body: rewritten ?? Array(result.bytes))))
  }

  /// What a redirect does to the request (RFC 9110 §15.4): all but 307 and 308 make it a GET.
  private func redirect(_ status: Int) {
    guard status != 307, status != 308 else { return }
    method = .get
    body = []
    headers.dropContent()
  }

  private func follow(_ location: TargetURL?) {
    guard hops < arguments.maxRedirects else { return end(.failure(.redirectLimit)) }
    let registry = owner?.settings?.registry ?? TargetRegistry()
    guard let location, let next = registry.targets(at: location).first else {
      let reason = location.map { registry.mismatch(of: $0) } ?? "no_http_url"
      host.log(.info, "harpoon redirect blocked label=\(arguments.label) target_label=\(target.label) reason=\(reason)")
      if let location, let allowlisted = registry.otherScheme(of: location) {
        return end(.failure(.redirectScheme(allowlisted: allowlisted, redirected: location.scheme)))
      }
      return end(.failure(.redirectBlocked))
    }
    hops += 1
    // Behind another socket is another server, whatever its URL says.
    if !target.url.isSameOrigin(as: next.url) || target.unixSocket != next.unixSocket { headers.dropCredentials() }
    target = next
    send()
  }

  private func end(_ result: Result<CallResult, CallFailure>) {
    state = .over
    switch result {
    case .success: log("harpoon request completed")
    case .failure(let failure):
      record.error = failure.reason
      record.outcome = CallOutcome(failure)
      log(failure.event)
    }
    finishRecord()
    owner?.answer(self, result)
    if request == nil { owner?.released(self) }
  }

  private func finishRecord() {
    record.latencyMilliseconds = Int(MonotonicClock.milliseconds() - startedAt)
    owner?.record(record)
  }

  /// The reason for the operator; the caller gets no more than a word.
  private func log(_ result: HTTPResult) {
    let (kind, detail) = (result.kind.string, result.detail.string)
    host.log(.info, "harpoon transport error label=\(arguments.label) kind=\(kind) detail=\(detail)")
  }

  private func log(_ event: String) {
    var line = "\(event) label=\(arguments.label) target_label=\(target.label) url=\(target.url.origin)"
    line += " method=\(arguments.method.rawValue) latency_ms=\(MonotonicClock.milliseconds() - startedAt)"
    line += " status_code=\(record.status) request_bytes=\(record.requestBytes) response_bytes=\(record.responseBytes)"
    if let type = record.mediaType { line += " response_content_type=\(type)" }
    if let error = record.error { line += " error=\"\(error)\"" }
    host.log(.info, line)
  }
}
