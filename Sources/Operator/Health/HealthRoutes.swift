import HTTPServing
import NIOCore
import NIOHTTP1

/// `/health` and `/health/{component}` (user needs 4.2). For this machine only, whatever else is open to others: the
/// details name servers and tools.
struct HealthRoutes: Sendable {
  let source: any OperatorSource
  let showsDetails: Bool
  let host: HostGuard

  func add(to router: inout Router) {
    let peer = LocalPeerGuard(message: "only peers on this machine may see this\n")
    // Every method comes here, so that a stranger learns nothing from a 405 either.
    router.onAny(at: "/health", behind: [peer, host]) { try await aggregate($0) }
    router.onAny(at: "/health/:component", behind: [peer, host]) { try await component($0) }
  }

  private func aggregate(_ request: Request) async throws -> Response {
    guard request.method == .GET else { return Self.wrongMethod }
    let details: Bool
    switch request.rawQuery {
    case "": details = showsDetails
    case "details=true": details = true
    case "details=false": details = false
    default: throw HTTPError(.badRequest, "the query may be details=true or details=false\n")
    }
    return Self.json(HealthDocument(snapshot: await source.health()).aggregate(details: details))
  }

  private func component(_ request: Request) async throws -> Response {
    guard request.method == .GET else { return Self.wrongMethod }
    guard request.rawQuery.isEmpty else { throw HTTPError(.badRequest, "a component takes no query\n") }
    let name = request.parameters["component"] ?? ""
    guard let json = HealthDocument(snapshot: await source.health()).component(name) else {
      throw HTTPError(.notFound, "there is no such component\n")
    }
    return Self.json(json)
  }

  private static let wrongMethod: Response = {
    var response = Response.text("405 method not allowed\n", status: .methodNotAllowed)
    response.headers.add(name: "Allow", value: "GET")
    response.headers.add(name: "Cache-Control", value: "no-store")
    return response
  }()

  private static func json(_ json: [UInt8]) -> Response {
    Response(
      status: .ok, headers: ["Content-Type": "application/json", "Cache-Control": "no-store"],
      body: .bytes(ByteBuffer(bytes: json)))
  }
}
