import Logging
import NIOCore
import NIOHTTP1

/// Reads the requests of one connection, one after the other, and runs the handler of each in a task of its own.
///
/// The task runs on the connection's event loop and is cancelled when the client leaves.
final class ConnectionHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private enum State {
    case idle
    case receiving(HTTPRequestHead, ByteBuffer)
    /// The request is in, but the client has yet to read the answers before: a pile of them must not grow.
    case waiting(HTTPRequestHead, ByteBuffer)
    case responding(HTTPRequestHead, Task<Void, Never>?)
    case streaming(HTTPRequestHead, Task<Void, Never>?)
    /// The answer was sent before the request had come in: the rest of it is thrown away.
    case discarding
    /// The last answer is on its way out.
    case closing
    case closed
  }

  private let service: ConnectionService
  private let registry: ConnectionRegistry
  private let timer: ConnectionTimer
  /// Of the pieces of a stream.
  private let writeTimer: NIOLoopBound<ConnectionTimer>
  private var state = State.idle
  private var isDraining = false
  /// Known from the moment it is let in.
  private(set) var place = ConnectionRegistry.Place.regular
  /// Since it was opened, or since its last answer.
  private var quietSince = NIODeadline.now()
  private var context: ChannelHandlerContext?
  private var peer = Peer(address: nil, isUnixSocket: false)

  init(service: ConnectionService, registry: ConnectionRegistry) {
    self.service = service
    self.registry = registry
    let eventLoop = service.executor.eventLoop
    self.timer = ConnectionTimer(eventLoop: eventLoop)
    self.writeTimer = NIOLoopBound(ConnectionTimer(eventLoop: eventLoop), eventLoop: eventLoop)
  }

  // MARK: - Life of the connection

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    guard let place = registry.add(self) else { return context.close(promise: nil) }
    self.place = place
    peer = Peer(address: context.remoteAddress, isUnixSocket: service.isUnixSocket)
    timer.onExpiry = { [unowned self] in self.close() }
    writeTimer.value.onExpiry = { [unowned self] in self.close() }
    timer.set(service.limits.headerTimeout)
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    end()
    self.context = nil
  }

  func channelInactive(context: ChannelHandlerContext) {
    end()
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    service.logger.debug("connection failed", metadata: ["peer": "\(peer)", "error": "\(error)"])
    context.close(promise: nil)
  }

  /// Lets the request in work finish and ends everything else.
  func drain() {
    isDraining = true
    switch state {
    case .idle, .waiting, .discarding: close()
    case .streaming(_, let task): task?.cancel()
    case .receiving, .responding, .closing, .closed: break
    }
  }

  /// Since when it waits for a request; nil while there is something to do, or an answer is not all taken.
  var idleSince: NIODeadline? {
    guard case .idle = state else { return nil }
    let unsent = (try? context?.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    return unsent == 0 ? quietSince : nil
  }

  func close() {
    context?.close(promise: nil)
    end()
  }

  private func end() {
    switch state {
    case .responding(_, let task), .streaming(_, let task): task?.cancel()
    case .idle, .receiving, .waiting, .discarding, .closing: break
    case .closed: return
    }
    state = .closed
    timer.invalidate()
    writeTimer.value.invalidate()
    registry.remove(self)
  }

  // MARK: - Requests

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch (unwrapInboundIn(data), state) {
    case (.head(let head), .idle):
      receive(head)
    case (.body(var part), .receiving(let head, var body)):
      guard body.readableBytes + part.readableBytes <= service.limits.bodyBytes else { return refuseBody(of: head) }
      // Taken out of the state first: a buffer with two owners would be copied on every append.
      state = .idle
      timer.extend(by: .milliseconds(1000 * part.readableBytes / service.limits.bodyRate))
      if body.readableBytes == 0, body.writableBytes < part.readableBytes {
        body = part
      } else {
        body.writeBuffer(&part)
      }
      state = .receiving(head, body)
    case (.end, .receiving(let head, let body)):
      if context.channel.isWritable { return start(head, body) }
      state = .waiting(head, body)
      timer.set(service.limits.writeTimeout)
    case (.end, .discarding):
      close()
    default:
      break
    }
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if context.channel.isWritable, case .waiting(let head, let body) = state { start(head, body) }
    context.fireChannelWritabilityChanged()
  }

  private func receive(_ head: HTTPRequestHead) {
    let length = head.headers.first(name: "content-length").flatMap { Int($0) } ?? 0
    guard length <= service.limits.bodyBytes else { return refuseBody(of: head) }
    guard place == .regular || service.limits.answersOnReserve(head.uri) else {
      return refuse(head, .text("too many connections\n", status: .serviceUnavailable))
    }
    if length > 0, head.headers["expect"].contains(where: { $0.lowercased() == "100-continue" }) {
      context?.writeAndFlush(
        wrapOutboundOut(.head(HTTPResponseHead(version: head.version, status: .continue))), promise: nil)
    }
    // What a client announces is reserved, not yet used memory; a liar gets no more than a few MiB of it.
    let reserved = min(length, 8 << 20)
    state = .receiving(head, ByteBuffer())
    if reserved > 2048, let context {
      state = .receiving(head, context.channel.allocator.buffer(capacity: reserved))
    }
    timer.set(service.limits.bodyTimeout)
  }

  private func refuseBody(of head: HTTPRequestHead) {
    refuse(
      head, .text("the request body is larger than \(service.limits.bodyBytes) bytes\n", status: .payloadTooLarge))
  }

  private func refuse(_ head: HTTPRequestHead, _ response: Response) {
    state = .discarding
    timer.set(.seconds(2))
    write(response, to: head, keepAlive: false)
  }

  private func start(_ head: HTTPRequestHead, _ body: ByteBuffer) {
    guard let channel = context?.channel else { return }
    timer.clear()
    let request = Request(head: head, body: body, peer: peer, eventLoop: channel.eventLoop)
    let connection = NIOLoopBound(self, eventLoop: service.executor.eventLoop)
    let service = service
    state = .responding(head, nil)
    let task = Task(executorPreference: service.executor) {
      do {
        guard let response = await service.respond(to: request) else { return connection.value.close() }
        guard case .stream(let produce) = response.body, request.method != .HEAD else {
          return connection.value.finish(response)
        }
        connection.value.beginStream(response)
        try await produce(
          ResponseWriter(channel: channel, timeout: service.limits.writeTimeout, timer: connection.value.writeTimer))
        connection.value.finishStream()
      } catch {
        connection.value.abandonStream(error)
      }
    }
    // Its first step runs in a later turn of the loop, so the state is still the one set above.
    state = .responding(head, task)
  }

  // MARK: - Answers

  private func finish(_ response: Response) {
    guard case .responding(let head, _) = state else { return }
    let keepAlive = allowsAnother(after: head) && !isDraining
    settle(keepAlive: keepAlive)
    write(response, to: head, keepAlive: keepAlive)
  }

  private func beginStream(_ response: Response) {
    guard case .responding(let head, let task) = state, let context else { return }
    state = .streaming(head, task)
    if isDraining { task?.cancel() }
    let start = ResponseHead.make(response, for: head, keepAlive: canKeepAlive(afterStreamFor: head))
    context.writeAndFlush(wrapOutboundOut(.head(start)), promise: nil)
  }

  private func finishStream() {
    guard case .streaming(let head, _) = state else { return }
    let keepAlive = canKeepAlive(afterStreamFor: head) && !isDraining
    settle(keepAlive: keepAlive)
    writeEnd(thenClose: !keepAlive)
  }

  /// A stream that failed ends without its last chunk, so that the client can tell.
  private func abandonStream(_ error: any Error) {
    guard case .streaming = state else { return }
    if isDraining || error is CancellationError { return finishStream() }
    service.logger.debug("stream ended early", metadata: ["peer": "\(peer)", "error": "\(error)"])
    close()
  }

  /// HTTP/1.0 has no chunks: there the end of the connection is the end of the stream.
  private func canKeepAlive(afterStreamFor head: HTTPRequestHead) -> Bool {
    allowsAnother(after: head) && !head.isHTTP10
  }

  private func allowsAnother(after head: HTTPRequestHead) -> Bool {
    head.allowsAnother && place == .regular
  }

  /// Before the end of an answer is written: writing it may deliver the next, pipelined request.
  private func settle(keepAlive: Bool) {
    state = keepAlive ? .idle : .closing
    quietSince = .now()
    timer.set(service.limits.idleTimeout)
  }

  private func write(_ response: Response, to request: HTTPRequestHead, keepAlive: Bool) {
    guard let context else { return }
    context.write(
      wrapOutboundOut(.head(ResponseHead.make(response, for: request, keepAlive: keepAlive))), promise: nil)
    if request.method != .HEAD {
      switch response.body {
      case .bytes(let buffer): context.write(wrapOutboundOut(.body(.byteBuffer(buffer))), promise: nil)
      case .chunks(let buffers):
        for buffer in buffers { context.write(wrapOutboundOut(.body(.byteBuffer(buffer))), promise: nil) }
      case .empty, .stream: break
      }
    }
    if case .discarding = state { return writeEnd(thenClose: false) }
    writeEnd(thenClose: !keepAlive)
  }

  private func writeEnd(thenClose: Bool) {
    guard let context else { return }
    guard thenClose else { return context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil) }
    // Closing earlier would throw away what the socket has not taken yet.
    let written = context.eventLoop.makePromise(of: Void.self)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: written)
    written.futureResult.assumeIsolated().whenComplete { _ in self.close() }
  }
}
