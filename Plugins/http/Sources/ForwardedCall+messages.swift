internal import TunnelPluginKit

// What the server says: one JSON body, or events.
extension ForwardedCall {
  /// What became of the messages of one body.
  private enum Outcome {
    case answered
    case unanswered
    /// Nothing more is to be done: the call has failed or is over.
    case ended
  }

  /// One JSON body: it is the response, or the call has failed.
  func deliver(_ result: HTTPResult) {
    guard !result.bytes.isEmpty else {
      return fail("response_body_missing", "the server answered with an empty body")
    }
    state = .streaming(sawInvalid: false)
    switch receive(result.bytes, result.body) {
    case .answered: finish()
    case .ended: break
    case .unanswered:
      if case .streaming(sawInvalid: true) = state {
        fail("malformed_json", "the body is not one JSON-RPC message")
      } else {
        fail("invalid_protocol_response", "the body is not the response to this request")
      }
    }
  }

  func receive(_ event: EventStreamReader.Event) {
    guard case .streaming = state else { return }
    switch event {
    case .overflow:
      fail("response_body_too_large", "an event is larger than max_message_bytes (\(settings.maxMessageBytes))")
      request?.cancel()
    case .event(let type, let data, let buffer):
      // An event without data only names an id; other types are keep-alives (dataplane spec SSE-02).
      guard !data.isEmpty, type.isEmpty || type.elementsEqual("message".utf8) else { return }
      switch receive(data, buffer) {
      case .answered:
        finish()
        drainForAMoment()
      case .ended: request?.cancel()
      case .unanswered: break
      }
    }
  }

  private func receive(_ data: UnsafeRawBufferPointer, _ buffer: BufferReference?) -> Outcome {
    switch exchange.emit(data, buffer: buffer) {
    case .response:
      return .answered
    case .over:
      state = .draining
      return .ended
    case .tooLarge:
      fail("response_body_too_large", "a message is larger than the host forwards")
      return .ended
    case .refused:
      state = .draining
      exchange.finish(.internal, detail: "the host did not take a message")
      return .ended
    case .notification:
      return .unanswered
    case .request:
      owner?.answer(host.inspect(data), of: self)
      return .unanswered
    case .other:
      return receiveOther(data)
    case .invalid:
      return receiveInvalid(data)
    }
  }

  private func receiveOther(_ data: UnsafeRawBufferPointer) -> Outcome {
    guard host.inspect(data).id.isEmpty else {
      // A late answer to something else, which costs this call nothing (dataplane spec W-23).
      host.log(.debug, "the server sent a response with another id; ignored")
      return .unanswered
    }
    // An error without an id is what a server says when it could not read the request: nothing else will follow.
    fail("invalid_mcp_error", "the server answered with a JSON-RPC error that has no id")
    return .ended
  }

  private func receiveInvalid(_ data: UnsafeRawBufferPointer) -> Outcome {
    let slice = JSONSlice(data)
    if slice.kind == .array, let first = slice.elements.first, first.kind == .object {
      // A batch, which MCP had until 2025-03-26 (dataplane spec SSE-03). An array within an array is none.
      for element in slice.elements {
        let outcome = receive(element.bytes, nil)
        if case .unanswered = outcome { continue }
        return outcome
      }
      return .unanswered
    }
    state = .streaming(sawInvalid: true)
    host.log(.warning, "the server sent a message of \(data.count) bytes that is not JSON-RPC; ignored")
    return .unanswered
  }
}
