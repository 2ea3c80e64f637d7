import Logging
import NIOCore
import NIOHTTP1

/// What all connections of a server share.
final class ConnectionService: Sendable {
  let executor: EventLoopTaskExecutor
  let limits: ServerLimits
  let isUnixSocket: Bool
  let logger: Logger
  private let handler: Handler

  init(
    executor: EventLoopTaskExecutor, limits: ServerLimits, isUnixSocket: Bool, logger: Logger,
    handler: @escaping Handler
  ) {
    self.executor = executor
    self.limits = limits
    self.isUnixSocket = isUnixSocket
    self.logger = logger
    self.handler = handler
  }

  /// The handler's answer, or the answer for what it has thrown; nil: none, and the connection ends.
  func respond(to request: Request) async -> Response? {
    do {
      return try await handler(request)
    } catch is UnansweredRequest {
      return nil
    } catch let error as HTTPError {
      return error.response
    } catch is CancellationError {
      return HTTPError(.serviceUnavailable, "the request was cancelled\n").response
    } catch {
      logger.error("request failed", metadata: ["path": "\(request.path)", "error": "\(error)"])
      return HTTPError(.internalServerError, "internal error\n").response
    }
  }
}
