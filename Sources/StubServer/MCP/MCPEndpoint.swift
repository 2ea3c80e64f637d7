import CurlHTTP
import HTTPServing
import NIOCore
import NIOHTTP1
import PluginHost
import RawJSON

/// Streamable HTTP (operator spec 23.3).
struct MCPEndpoint: Sendable {
  let binding: any ChannelBinding
  let sessions: SessionTable
  var path = "/mcp"
  /// A body that is not said to be JSON is refused (dataplane spec HH-02).
  var requiresJSON = false

  func addRoutes(to router: inout Router, behind guards: [any Middleware]) {
    router.on(.POST, at: path, behind: guards, handler: post)
    router.on(.GET, at: path, behind: guards, handler: listen)
    router.on(.DELETE, at: path, behind: guards, handler: end)
  }

  @Sendable private func post(_ request: Request) async throws -> Response {
    let rules = RequestRules(request: request)
    // Said in HTTP, about HTTP: who cannot read events may not be able to read this as an answer either.
    guard rules.acceptsBoth else {
      return .text("Accept must contain both application/json and text/event-stream\n", status: .badRequest)
    }
    guard !requiresJSON || rules.isJSON else {
      return .text("Content-Type must be application/json\n", status: .unsupportedMediaType)
    }
    let message: IncomingMessage
    do {
      message = try IncomingMessage(request.body)
    } catch {
      let failure =
        error.isValidJSON
        ? MCPFailure(.badRequest, -32600, "Invalid request: \(error.reason)")
        : MCPFailure(.badRequest, -32700, "Parse error: \(error)")
      return failure.response()
    }
    do throws(MCPFailure) {
      let isModern = rules.isModern(message)
      if isModern { try rules.checkMirrors(message) }
      let session = isModern ? nil : try session(of: message, rules)
      return try await answer(message, of: request, isModern: isModern, newSession: session)
    } catch {
      return error.response(id: message.id)
    }
  }

  /// The id of a session that begins with this message; nil when it goes on.
  private func session(of message: IncomingMessage, _ rules: RequestRules) throws(MCPFailure) -> String? {
    if message.method == "initialize", message.message.kind == .request { return sessions.begin() }
    guard let id = rules.sessionID else { throw .missingSession }
    guard sessions.contains(id) else { throw .unknownSession }
    return nil
  }

  private func answer(
    _ message: IncomingMessage, of request: Request, isModern: Bool, newSession: String?
  ) async throws(MCPFailure) -> Response {
    let kind: Binding.Call.Kind =
      switch message.message.kind {
      case .request: .request
      case .notification: .notification
      case .response: .response
      }
    var headers = HTTPFields()
    for (name, value) in request.headers { headers.append(name, value) }
    let call = Binding.Call(
      kind: kind, message: message.bytes, id: message.message.id, method: message.message.method, headers: headers,
      deadline: nil)
    guard let started = await BindingCall.start(call, on: binding) else {
      throw MCPFailure(.serviceUnavailable, -32603, "the server is stopping")
    }
    let rendering = AnswerRendering(isModern: isModern, newSession: newSession, id: message.id)
    return await rendering.render(started.events, expectsAnswer: kind == .request)
  }

  /// The stream for what a server says by itself. This one has nothing to say; the stream ends with its session.
  @Sendable private func listen(_ request: Request) async throws -> Response {
    let rules = RequestRules(request: request)
    if rules.isModernWithoutMessage { return Self.postOnly }
    guard let id = rules.sessionID else { return MCPFailure(.badRequest, 0, "GET needs an Mcp-Session-Id").response() }
    guard let session = sessions.listen(id) else { return MCPFailure.unknownSession.response() }
    return Response(
      status: .ok, headers: EventStream.headers,
      body: .stream { writer in
        // A comment shows that the stream is open.
        try await writer.write(": open\n\n")
        for await _ in session {}
      })
  }

  @Sendable private func end(_ request: Request) async throws -> Response {
    let rules = RequestRules(request: request)
    if rules.isModernWithoutMessage { return Self.postOnly }
    guard let id = rules.sessionID else {
      return MCPFailure(.badRequest, 0, "DELETE needs an Mcp-Session-Id").response()
    }
    return sessions.end(id) ? Response(status: .noContent) : MCPFailure.unknownSession.response()
  }

  private static var postOnly: Response {
    var response = MCPFailure(.methodNotAllowed, -32600, "MCP 2026-07-28 has POST only").response()
    response.headers.add(name: "Allow", value: "POST")
    return response
  }
}
