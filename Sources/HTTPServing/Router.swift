public import NIOHTTP1

/// Finds the handler of a request by path and method.
///
/// Patterns are plain paths whose segments may be parameters: `/v1/mcp/:tunnel/:channel`. A `*` at the end takes
/// whatever comes, be it nothing, of paths that no other pattern has; the parameter `*` is what it took.
public struct Router: Sendable {
  private struct Route: Sendable {
    var pattern: RoutePattern
    /// Nil answers every method.
    var methods: [HTTPMethod]?
    var handler: Handler
  }

  private var routes: [Route] = []

  /// An empty router; it answers 404.
  public init() {}

  /// Adds a route for some methods of a path.
  ///
  /// - Parameters:
  ///   - methods: the methods it answers. `HEAD` is never implied: a handler with effects must not run for it.
  ///   - pattern: the path.
  ///   - guards: what stands before the handler, outermost first.
  ///   - handler: what answers.
  public mutating func on(
    _ methods: HTTPMethod..., at pattern: String, behind guards: [any Middleware] = [], handler: @escaping Handler
  ) {
    routes.append(Route(pattern: RoutePattern(pattern), methods: methods, handler: guards.guarding(handler)))
  }

  /// Adds a route for every method of a path.
  public mutating func onAny(
    at pattern: String, behind guards: [any Middleware] = [], handler: @escaping Handler
  ) {
    routes.append(Route(pattern: RoutePattern(pattern), methods: nil, handler: guards.guarding(handler)))
  }

  /// The names that routes have below a path.
  public func names(below prefix: String) -> Set<String> {
    Set(routes.compactMap { $0.pattern.literal(below: prefix) })
  }

  /// Answers a request: with its handler, 405 with `Allow` for another method of a known path, else 404.
  public func respond(to request: Request) async throws -> Response {
    let segments = RoutePattern.segments(of: request.path)
    let matches = routes.compactMap { route in route.pattern.match(segments).map { (route: route, parameters: $0) } }
    // A path that is spelled out is not also a value of another one's parameter.
    let literal = matches.filter { $0.parameters.pairs.isEmpty }
    var allowed: [String] = []
    for (route, parameters) in literal.isEmpty ? matches : literal {
      if !allowed.isEmpty, route.pattern.isCatchAll { continue }
      guard let methods = route.methods, !methods.contains(request.method) else {
        var request = request
        request.parameters = parameters
        return try await route.handler(request)
      }
      allowed += methods.map(\.rawValue).filter { !allowed.contains($0) }
    }
    guard !allowed.isEmpty else { return .text("404 page not found\n", status: .notFound) }
    var response = Response.text("405 method not allowed\n", status: .methodNotAllowed)
    response.headers.add(name: "Allow", value: allowed.joined(separator: ", "))
    return response
  }
}
