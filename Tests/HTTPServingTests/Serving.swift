import HTTPServing
import Logging

/// Runs a server while `body` runs, and shuts it down afterwards.
@discardableResult
func serving<Result>(
  on address: ListenAddress = .tcp(host: "127.0.0.1", port: 0), limits: ServerLimits = ServerLimits(),
  isolation: isolated (any Actor)? = #isolation, _ routes: (inout Router) -> Void,
  _ body: (ListenAddress, HTTPServer) async throws -> Result
) async throws -> Result {
  var router = Router()
  routes(&router)
  let server = HTTPServer(
    listen: address, limits: limits, logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
    handler: router.respond(to:))
  let bound = try await server.bind()
  do {
    let result = try await body(bound, server)
    await server.shutdown()
    return result
  } catch {
    await server.shutdown()
    throw error
  }
}
