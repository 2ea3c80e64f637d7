internal import TunnelPluginKit

// What the pool wants done, and what it is told.
extension StandardIOTransport {
  func perform(_ steps: [ChildPool.Step]) {
    for step in steps {
      switch step {
      case .up(let generation):
        greeting = []
        host.serverIsUp(generation: generation)
      case .down:
        host.serverIsDown(downReason)
      case .greet(let child):
        connections[child].greet(greeting)
      case .send(let exchange, let child):
        send(exchange, to: child)
      case .fail(let exchange):
        waiting[exchange] = nil
        introductions[exchange] = nil
        refuse(host.exchange(exchange), .closed)
      }
    }
  }

  /// The caller withdrew a call that waits for a child.
  func withdraw(_ exchange: ExchangeID) {
    waiting[exchange] = nil
    introductions[exchange] = nil
    host.exchange(exchange).finish(.closed, kind: "canceled", detail: "the caller withdrew it before a child took it")
    perform(pool.finished(exchange))
  }

  private func send(_ exchange: ExchangeID, to child: Int) {
    guard let call = waiting.removeValue(forKey: exchange) else { return }
    let status = call.withMessage { message in
      let rpc = host.inspect(message)
      return connections[child].send(exchange, message, id: rpc.id, method: rpc.method)
    }
    sent(exchange, child, status)
  }

  /// A request was written, or could not be.
  func sent(_ exchange: ExchangeID, _ child: Int, _ status: PluginStatus) {
    guard !status.isOK else { return }
    introductions[exchange] = nil
    refuse(host.exchange(exchange), status)
    perform(pool.finished(exchange))
    if status == .closed { connections[child].replaceForClosedInput() }
  }

  func started(_ connection: ChildConnection) {
    perform(pool.started(connection.index))
  }

  func gone(_ connection: ChildConnection, _ reason: String) {
    downReason = reason
    perform(pool.ended(connection.index))
  }

  func gaveUp(_ reason: String) {
    guard !pool.isUp else { return }
    downReason = reason
    host.serverIsDown(reason)
  }

  func greeted(_ connection: ChildConnection) {
    perform(pool.greeted(connection.index))
  }

  /// A call was answered with this message, and finished.
  func answered(_ exchange: ExchangeID, _ message: UnsafeRawBufferPointer) {
    if let params = introductions.removeValue(forKey: exchange), host.find("/result", in: message) != nil {
      greeting = params
      perform(pool.accepted(exchange))
    }
    perform(pool.finished(exchange))
  }

  /// A call was finished without an answer.
  func lost(_ exchange: ExchangeID) {
    introductions[exchange] = nil
    perform(pool.finished(exchange))
  }
}
