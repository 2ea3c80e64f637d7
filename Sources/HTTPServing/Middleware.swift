/// Answers a request.
public typealias Handler = @Sendable (Request) async throws -> Response

/// Stands before a handler: lets a request pass, changes it, or answers itself.
public protocol Middleware: Sendable {
  /// Answers `request`, usually by calling `next`.
  func handle(_ request: Request, next: Handler) async throws -> Response
}

extension Array where Element == any Middleware {
  /// `handler` behind these, the first one outermost.
  public func guarding(_ handler: @escaping Handler) -> Handler {
    reversed().reduce(handler) { next, middleware in
      { request in try await middleware.handle(request, next: next) }
    }
  }
}
