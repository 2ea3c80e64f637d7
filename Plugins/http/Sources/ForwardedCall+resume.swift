internal import TunnelPluginKit

// A stream that broke off (dataplane spec SSE-05 to SSE-07).
extension ForwardedCall {
  /// A stream ended without the response; `failure` is nil when it came to its proper end.
  func concludeStream(_ failure: HTTPResult?) {
    let isStreaming = if case .streaming = state { true } else { false }
    let isResuming = if case .resuming = state { true } else { false }
    guard isStreaming || isResuming else { return }
    let decision = resumption.ended(
      lastEventID: events?.lastEventID ?? [], retryMilliseconds: events?.retryMilliseconds,
      jitter: Double.random(in: 0...1))
    switch decision {
    case .resume(let delay): pause(delay, failure)
    case .impossible, .exhausted: giveUp(failure, decision)
    }
  }

  private func pause(_ delay: UInt64, _ failure: HTTPResult?) {
    do throws(PluginError) {
      host.log(.debug, "the event stream of a call ended early; asking for the rest in \(delay) ms")
      state = .pausing(try Timer(host, after: delay, target: self))
    } catch {
      giveUp(failure, .impossible)
    }
  }

  func resume() {
    var headers = call.headers.list
    for name in ["content-type", "mcp-method", "mcp-name"] as [StaticString] { headers.remove(name) }
    headers.replace("Accept", "text/event-stream")
    headers.remove("last-event-id")
    let id = resumption.lastEventID
    id.withUnsafeBytes { bytes in
      headers.append(HeaderField(name: BorrowedText("Last-Event-Id"), value: BorrowedText(bytes)))
      addNewSession(to: &headers)
      state = .resuming
      do throws(PluginError) {
        try send(settings.request("GET", headers))
      } catch {
        state = .draining
        exchange.finish(.internal, detail: error.message)
        owner?.ended(exchange.id)
      }
    }
  }

  /// The session that this call's answer began is that of everything that follows from it.
  func addNewSession(to headers: inout HeaderList) {
    guard let newSession, !headers.contains(BorrowedText("mcp-session-id")) else { return }
    headers.append(HeaderField(name: BorrowedText("Mcp-Session-Id"), value: newSession.text))
  }

  /// The answer to the GET.
  func resumed(_ status: Int, _ headers: Headers) -> HTTPBodyHandling {
    guard AnswerPlan(.request, status: status, contentType: headers.first("content-type")) == .stream else {
      state = .draining
      // 405 says that the server cannot resume at all (SSE-07). The status of the call is the one it began with, so that
      // this one is told in words.
      let isHTTPError = status >= 400 && status != 405
      exchange.finish(
        .closed, kind: isHTTPError ? "http_status" : "unexpected_eof",
        detail: "the event stream ended early and the server answered the request for the rest with status \(status)")
      return .cancel
    }
    beginStream()
    return .stream
  }

  private func giveUp(_ failure: HTTPResult?, _ decision: ResumePolicy.Decision) {
    if case .streaming(sawInvalid: true) = state, failure == nil {
      return fail("malformed_json", "the event stream carried something that is not JSON-RPC, and no response")
    }
    state = .draining
    if let failure {
      exchange.finish(failure.failure, kind: failure.failureKind, detail: failure.detail.string)
    } else {
      let tries = decision == .exhausted ? ", also after \(ResumePolicy.allowedWithoutProgress) resumptions" : ""
      exchange.finish(
        .closed, kind: "unexpected_eof", detail: "the event stream ended without a response\(tries)")
    }
  }
}
