import NIOCore

/// The open connections of one server. Lives on its event loop.
///
/// When all places are taken, the connection that has been idle the longest makes room. When all are at work, a few more
/// are let in on reserve: a probe must be answered when the process is busiest, and anybody else be told that it is.
final class ConnectionRegistry {
  enum Place {
    case regular
    /// For one answer.
    case reserve
  }

  private let eventLoop: any EventLoop
  private let limit: Int
  private let reserve: Int
  private var reserved = 0
  private var connections: [ObjectIdentifier: ConnectionHandler] = [:]
  private var drained: EventLoopPromise<Void>?

  init(eventLoop: any EventLoop, limits: ServerLimits) {
    self.eventLoop = eventLoop
    limit = limits.connections
    reserve = limits.reserveConnections
  }

  /// Nil when the connection is one too many or comes too late.
  func add(_ connection: ConnectionHandler) -> Place? {
    guard drained == nil else { return nil }
    if regularIsFull { closeLongestIdle(among: .regular) }
    if !regularIsFull { return keep(connection, at: .regular) }
    if reserved >= reserve { closeLongestIdle(among: .reserve) }
    return reserved < reserve ? keep(connection, at: .reserve) : nil
  }

  private var regularIsFull: Bool { connections.count - reserved >= limit }

  private func keep(_ connection: ConnectionHandler, at place: Place) -> Place {
    connections[ObjectIdentifier(connection)] = connection
    if place == .reserve { reserved += 1 }
    return place
  }

  /// A connection counts as idle also before its first request: one that stays silent must not keep others out.
  private func closeLongestIdle(among place: Place) {
    let idle = connections.values.lazy.compactMap { connection in
      connection.place == place ? connection.idleSince.map { (connection, $0) } : nil
    }
    idle.min { $0.1 < $1.1 }?.0.close()
  }

  func remove(_ connection: ConnectionHandler) {
    guard connections.removeValue(forKey: ObjectIdentifier(connection)) != nil else { return }
    if connection.place == .reserve { reserved -= 1 }
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
