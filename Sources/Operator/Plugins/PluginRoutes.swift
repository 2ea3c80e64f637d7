import HTTPServing
import NIOCore
import NIOHTTP1
import RawJSON

/// `/api/plugins`, and what plugins add: `/api/<mount>/…`, `/api/plugins/<id>/…` and `/plugins/<id>/panel.js`.
struct PluginRoutes: Sendable {
  let source: any PluginSource
  let policy: AccessPolicy
  /// Names below `/api/` that are the host's own.
  let taken: Set<String>
  /// Takes secrets out of the events of streams.
  let redact: @Sendable ([UInt8]) -> [UInt8]

  private static let shownHeaders = ["accept", "accept-language", "content-type", "last-event-id"]

  /// After every other route.
  func add(to routes: inout GuardedRoutes) {
    routes.on(.GET, .HEAD, at: "/api/plugins", .read, handler: list)
    routes.on(.POST, at: "/api/plugins/reload", .control, handler: APIAnswer.handler(reload))
    routes.on(.GET, .HEAD, at: "/plugins/:id/panel.js", .read, handler: panel)
    for (pattern, handler) in [("/api/plugins/:id/*", byID), ("/api/:mount/*", byMount)] as [(String, Handler)] {
      routes.on(.GET, .HEAD, at: pattern, .read, handler: handler)
      routes.on(.POST, .PUT, .PATCH, .DELETE, at: pattern, .control, handler: handler)
    }
  }

  @Sendable private func list(_ request: Request) async throws -> Response {
    let plugins = await source.plugins()
    var writer = JSONWriter()
    writer.object { object in
      object.member("plugins") { $0.array(plugins) { $0.write(to: &$1) } }
    }
    return .api(writer.bytes)
  }

  /// `{"id":string?}`, or nothing.
  @Sendable private func reload(_ request: Request) async throws -> Response {
    let id = try Self.wish(request.body)
    let reloads = await source.reload(plugin: id)
    if let id, reloads.isEmpty {
      return APIAnswer.problem(.notFound, "unknown_plugin", "no channel is served by a plugin \"\(id)\"")
    }
    var writer = JSONWriter()
    writer.object { object in
      object.member("plugins") { $0.array(reloads) { $0.write(to: &$1) } }
    }
    return APIAnswer.json(writer.bytes)
  }

  private static func wish(_ body: ByteBuffer) throws(HTTPError) -> String? {
    guard body.readableBytes > 0 else { return nil }
    do {
      return try body.withUnsafeReadableBytes { bytes in
        var cursor = JSONCursor(bytes)
        var id: String?
        try cursor.beginObject()
        while let key = try cursor.nextMember() {
          switch key {
          case "id": id = try cursor.readString().decoded
          default: _ = try cursor.skipValue()
          }
        }
        try cursor.end()
        return id
      }
    } catch {
      throw HTTPError(.badRequest, "the body is not {\"id\":\"…\"}; leave it out for every plugin")
    }
  }

  @Sendable private func panel(_ request: Request) async throws -> Response {
    guard let endpoint = await source.endpoint(plugin: request.parameters["id"] ?? ""),
      let path = endpoint.panelScript
    else { return Self.notFound }
    let answer = await endpoint.serve(PluginCall(method: "GET", path: path, isLocal: request.isLocal))
    switch answer {
    case .body(200, _, let bytes):
      return Response(
        status: .ok, headers: ["Content-Type": "text/javascript; charset=utf-8"], body: .bytes(bytes))
    // It has one; only not now.
    case .failed(.down), .failed(.lost): return response(answer, endpoint.id)
    default: return Self.notFound
    }
  }

  @Sendable private func byID(_ request: Request) async throws -> Response {
    guard let endpoint = await source.endpoint(plugin: request.parameters["id"] ?? "") else { return Self.notFound }
    return try await serve(request, endpoint)
  }

  @Sendable private func byMount(_ request: Request) async throws -> Response {
    let mount = request.parameters["mount"] ?? ""
    guard !taken.contains(mount), let endpoint = await source.endpoint(mount: mount) else { return Self.notFound }
    return try await serve(request, endpoint)
  }

  private func serve(_ request: Request, _ endpoint: PluginEndpoint) async throws -> Response {
    let isSafe = request.method == .GET || request.method == .HEAD
    let path = request.parameters["*"] ?? ""
    let isControl = !isSafe || endpoint.isControl(path)
    if isSafe, isControl {
      if case .forbidden(let message) = policy.verdict(on: request, .control) { throw HTTPError(.forbidden, message) }
      // The guard before us has taken it for a look, which other sites' links may have.
      try OriginGuard.check(request)
    }
    let headers = Self.shownHeaders.compactMap { name in
      request.headers.first(name: name).map { (name: name, value: $0) }
    }
    let call = PluginCall(
      method: isSafe ? "GET" : request.method.rawValue, path: path, query: request.rawQuery, headers: headers,
      body: request.body, isLocal: request.isLocal, isControl: isControl)
    var response = response(await endpoint.serve(call), endpoint.id)
    // What else it would take the plugin has not said (W-37).
    if response.status == .methodNotAllowed {
      response.headers.replaceOrAdd(name: "Allow", value: isSafe ? "POST, PUT, PATCH, DELETE" : "GET, HEAD")
    }
    return response
  }

  private func response(_ answer: PluginAnswer, _ id: String) -> Response {
    switch answer {
    case .body(let status, let type, let bytes):
      return Response(
        status: HTTPResponseStatus(statusCode: status),
        headers: ["Content-Type": type.isEmpty ? "application/json; charset=utf-8" : type], body: .bytes(bytes))
    case .events(let produce):
      return EventStream.response { writer in
        try await produce { name, number, data in
          try await writer.send(name, id: number, data: redact(data))
        }
      }
    case .failed(.tooManyStreams):
      return APIAnswer.problem(
        .serviceUnavailable, "too_many_streams", "too many streams of plugins are open already; close one of them")
    case .failed(.timeout):
      return APIAnswer.problem(.gatewayTimeout, "plugin_timeout", "the plugin \(id) did not answer in time")
    case .failed(.closed):
      return APIAnswer.problem(.serviceUnavailable, "shutting_down", "the plugin \(id) is on its way out")
    case .failed(.down(let why)):
      return APIAnswer.problem(.serviceUnavailable, "plugin_down", "the plugin \(id) is not up: \(why)")
    case .failed(.lost(let why)):
      return APIAnswer.problem(
        .badGateway, "plugin_crashed",
        "the plugin \(id) had the request when its process ended, and may have done it: \(why)")
    case .failed(.refused):
      return APIAnswer.problem(
        .internalServerError, "plugin_failed", "the plugin \(id) did not take the request; its log lines say why")
    }
  }

  private static var notFound: Response { .text("404 page not found\n", status: .notFound) }
}
