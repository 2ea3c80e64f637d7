internal import TunnelPluginKit

// What the child says.
extension ChildConnection {
  /// One line of the child's standard output.
  func receive(_ event: LineReader.Event) {
    switch event {
    case .line(let bytes, let buffer):
      receive(bytes, buffer)
    case .overflow:
      host.log(.error, "the server wrote a line that is longer than the limit; it was dropped")
      // The call that it answers would wait for its deadline; with one call under way it is known which.
      guard let only = multiplexer.only else { return }
      _ = multiplexer.forget(only)
      host.exchange(only).finish(.protocol, kind: "response_body_too_large", detail: "the server's line is too long")
      owner?.lost(only)
    }
  }

  private func receive(_ bytes: UnsafeRawBufferPointer, _ buffer: BufferReference?) {
    guard !bytes.isEmpty else { return }
    let message = host.inspect(bytes)
    switch message.kind {
    case .response:
      perform(.response(id: message.id), bytes, buffer, message)
    case .request:
      perform(.request(isPing: message.method.isJSON("ping")), bytes, buffer, message)
    case .notification:
      perform(notification(bytes, message.method), bytes, buffer, message)
    case .invalid:
      let slice = JSONSlice(bytes)
      guard slice.kind == .array else { return skip(bytes) }
      // A batch, which MCP had until 2025-03-26.
      for element in slice.elements { receive(element.bytes, nil) }
    }
  }

  private func notification(_ bytes: UnsafeRawBufferPointer, _ method: BorrowedText) -> ChildMessage {
    if method.isJSON("notifications/progress") {
      guard let token = host.find("/params/progressToken", in: bytes) else { return .notification }
      return .progress(token: token)
    }
    if method.isJSON("notifications/cancelled") {
      guard let id = host.find("/params/requestId", in: bytes) else { return .notification }
      return .addressed(id: id)
    }
    guard let id = host.find(Self.notificationSubscription, in: bytes) else { return .notification }
    return .addressed(id: id)
  }

  private func perform(
    _ message: ChildMessage, _ bytes: UnsafeRawBufferPointer, _ buffer: BufferReference?, _ rpc: RPCMessage
  ) {
    switch multiplexer.route(message) {
    case .answer(let exchange, .none):
      answer(host.exchange(exchange), bytes, buffer)
    case .answer(let exchange, .some(let id)):
      guard let slice = host.find(Self.resultSubscription, in: bytes) else {
        return answer(host.exchange(exchange), bytes, buffer)
      }
      spliced(bytes, slice, id) { answer(host.exchange(exchange), $0, nil) }
    case .forward(let exchange, .none):
      forward(exchange, bytes, buffer)
    case .forward(let exchange, .some(let token)):
      guard let slice = message.token else { return }
      spliced(bytes, slice, token) { forward(exchange, $0, nil) }
    case .greeted:
      if host.find("/result", in: bytes) == nil {
        host.log(.warning, "the server refused initialize; it is used anyway")
      }
      greeted()
    case .acknowledge:
      reply(to: rpc.id, declined: false)
    case .decline:
      host.log(.debug, "the server asked for '\(rpc.method.string)', which the tunnel does not do; declined")
      reply(to: rpc.id, declined: true)
    case .drop(let reason):
      host.log(.debug, "dropped a message of the server: \(reason.explanation)")
    }
  }

  private func answer(_ exchange: Exchange, _ bytes: UnsafeRawBufferPointer, _ buffer: BufferReference?) {
    defer { owner?.answered(exchange.id, bytes) }
    switch exchange.emit(bytes, buffer: buffer, restoringID: true) {
    case .response: exchange.finish()
    case .over: break
    case .tooLarge:
      exchange.finish(.protocol, kind: "response_body_too_large", detail: "larger than the host forwards")
    case .invalid: exchange.finish(.protocol, kind: "malformed_json", detail: "the response is not valid JSON")
    case .refused: exchange.finish(.internal, detail: "the host did not take the response")
    case .notification, .request, .other:
      exchange.finish(.protocol, kind: "invalid_protocol_response", detail: "the response is not one to this request")
    }
  }

  private func forward(_ exchange: ExchangeID, _ bytes: UnsafeRawBufferPointer, _ buffer: BufferReference?) {
    switch host.exchange(exchange).emit(bytes, buffer: buffer) {
    case .over:
      _ = multiplexer.forget(exchange)
      owner?.lost(exchange)
    case .invalid: skip(bytes)
    case .response, .notification, .request, .other, .refused, .tooLarge: break
    }
  }

  private func spliced(
    _ bytes: UnsafeRawBufferPointer, _ slice: UnsafeRawBufferPointer, _ token: [UInt8],
    _ body: (UnsafeRawBufferPointer) -> Void
  ) {
    var line = OutgoingLine()
    line.set(bytes, replacing: [(slice: slice, with: token)])
    line.bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0.dropLast())) }
  }

  /// A banner, a stray print: never a reason to end anything (dataplane spec W-36).
  private func skip(_ bytes: UnsafeRawBufferPointer) {
    if !hasWarnedOfText {
      hasWarnedOfText = true
      host.log(
        .warning,
        "the server writes text that is not JSON-RPC to its standard output; such lines are skipped. It should log to "
          + "standard error instead")
    }
    host.log(.debug, "skipped \(bytes.count) bytes: \(String(decoding: bytes.prefix(200), as: UTF8.self))")
  }

  private static let notificationSubscription: StaticString =
    "/params/_meta/io.modelcontextprotocol~1subscriptionId"
  private static let resultSubscription: StaticString = "/result/_meta/io.modelcontextprotocol~1subscriptionId"
}

extension ChildMessage {
  /// The token by which the message was found.
  fileprivate var token: UnsafeRawBufferPointer? {
    switch self {
    case .progress(let token): token
    case .addressed(let id), .response(let id): id
    case .notification, .request: nil
    }
  }
}

extension Route.DropReason {
  fileprivate var explanation: String {
    switch self {
    case .unknownID: "it belongs to no pending call"
    case .unknownProgressToken: "it is progress of no pending call"
    case .ambiguous: "it is a notification, and not exactly one call is pending"
    }
  }
}
