import NIOCore

/// The open connections of one server. Lives on its event loop.
final class ConnectionRegistry {
  private let eventLoop: any EventLoop
  private let limit: Int
  private var connections: [ObjectIdentifier: ConnectionHandler] = [:]
  private var drained: EventLoopPromise<Void>?

  init(eventLoop: any EventLoop, limit: Int) {
    self.eventLoop = eventLoop
    self.limit = limit
  }

  /// False when the connection is one too many or comes too late.
  func add(_ connection: ConnectionHandler) -> Bool {
    guard drained == nil, connections.count < limit else { return false }
    connections[ObjectIdentifier(connection)] = connection
    return true
  }

  func remove(_ connection: ConnectionHandler) {
    connections[ObjectIdentifier(connection)] = nil
    if connections.isEmpty { drained?.succeed() }
  }

  /// Ends streams and idle connections now, the others after `grace` at the latest.
  func drain(grace: TimeAmount) -> EventLoopFuture<Void> {
    if let drained { return drained.futureResult }
    let drained = eventLoop.makePromise(of: Void.self)
    self.drained = drained
    for connection in connections.values { connection.drain() }
    guard !connections.isEmpty else {
      drained.succeed()
      return drained.futureResult
    }
    let timer = eventLoop.assumeIsolated().scheduleTask(in: grace) {
      for connection in self.connections.values { connection.close() }
    }
    drained.futureResult.assumeIsolated().whenComplete { _ in timer.cancel() }
    return drained.futureResult
  }
}
