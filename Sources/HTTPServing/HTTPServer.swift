public import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A small HTTP/1.1 server on a TCP or Unix socket.
///
/// All servers of the process share one event loop, and handlers run on it: they must not block.
public final class HTTPServer: Sendable {
  private enum State {
    case idle
    case binding
    case bound(Listener)
    case closed
  }

  private let address: ListenAddress
  private let service: ConnectionService
  private let state = Mutex(State.idle)

  /// A server that does not listen yet.
  ///
  /// - Parameters:
  ///   - address: where to listen.
  ///   - limits: what a client may cost.
  ///   - logger: where failures of connections go.
  ///   - handler: what answers, usually `Router.respond(to:)`.
  public init(listen address: ListenAddress, limits: ServerLimits, logger: Logger, handler: @escaping Handler) {
    self.address = address
    let isUnixSocket = if case .unixSocket = address { true } else { false }
    self.service = ConnectionService(
      executor: .shared, limits: limits, isUnixSocket: isUnixSocket, logger: logger, handler: handler)
  }

  /// Starts listening and returns the address with its real port. From now on requests are answered.
  @discardableResult
  public func bind() async throws(ServingError) -> ListenAddress {
    let isFirst = state.withLock { state in
      guard case .idle = state else { return false }
      state = .binding
      return true
    }
    guard isFirst else { throw .alreadyBound }
    do {
      let listener = try await Listener.open(address, service: service)
      state.withLock { $0 = .bound(listener) }
      return listener.address
    } catch {
      state.withLock { $0 = .idle }
      throw error
    }
  }

  /// Serves until the task is cancelled or `shutdown()` is called, then shuts down; binds first when `bind()` was not
  /// called.
  public func run() async throws(ServingError) {
    if case .idle = state.withLock({ $0 }) { try await bind() }
    guard case .bound(let listener) = state.withLock({ $0 }) else { return }
    await withTaskCancellationHandler {
      await listener.untilClosed()
    } onCancel: {
      listener.stop()
    }
    await shutdown()
  }

  /// Stops accepting, ends streams and idle connections at once, gives requests in work `shutdownGrace` to finish, and
  /// closes what is left.
  public func shutdown() async {
    let listener: Listener? = state.withLock { state in
      defer { state = .closed }
      if case .bound(let listener) = state { return listener }
      return nil
    }
    await listener?.close()
  }
}
