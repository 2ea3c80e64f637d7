import HTTPServing
import NIOHTTP1

/// `/api/config`: what counts, and where it came from (operator spec 32.8, W-51).
struct ConfigRoutes: Sendable {
  let documents: ProcessDocuments

  func add(to routes: inout GuardedRoutes) {
    routes.on(.GET, .HEAD, at: "/api/config", .read) { [documents] _ in .api(await documents.configuration()) }
  }
}
