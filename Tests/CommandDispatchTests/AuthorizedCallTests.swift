import CurlHTTP
import Glibc
import NIOCore
import PluginHost
import TestPlugins
import TestServer
import Testing

@testable import CommandDispatch
@testable import ControlPlane

/// The real http and exec plugins before a server that wants a token: what a channel with an auth provider does.
@NetworkLoop
@Suite(.timeLimit(.minutes(1))) struct AuthorizedCallTests {
  /// Prints "token-1", "token-2", …: the number of times it ran.
  private static func command(_ file: String) -> String {
    #"["sh","-c","echo x >> \#(file); echo token-$(grep -c x \#(file))"]"#
  }

  private func with(
    command: String?, server answer: @escaping @Sendable (TestRequest) -> TestResponse,
    _ body: (GatedDispatch, Mailbox<TestRequest>) async throws -> Void
  ) async throws {
    var template = Array("/tmp/tunnel-auth-XXXXXX".utf8CString)
    let folder = String(cString: try #require(mkdtemp(&template)))
    let file = folder + "/runs"
    defer {
      unlink(file)
      rmdir(folder)
    }
    let requests = Mailbox<TestRequest>()
    try await TestServer.with(
      answer: { request in
        requests.put(request)
        return answer(request)
      }
    ) { server in
      let catalog = PluginCatalog(
        searchPath: PluginSearchPath(flags: [BuiltPlugins.folder], environment: nil, binary: "/nowhere/x"))
      let log = RecordedLog().logger
      let auth = try AuthProvider(
        plugin: try catalog.locate("org.tunnel-client.exec"),
        configuration: #"{"command":\#(command ?? Self.command(file))}"#, channel: "main", logger: log,
        onSecret: { _ in })
      let binding = try Binding(
        channel: "main", plugin: try catalog.locate("org.tunnel-client.http"),
        configuration: #"{"url":"\#(server.url)/mcp"}"#, maxConcurrency: 10, logger: log, auth: auth,
        authTarget: server.url)
      let plane = try ScriptedControlPlane()
      defer { plane.stop() }
      let settings = ControlPlaneSettings(
        baseURL: plane.url, tunnelID: "tunnel_x", apiKey: "k", identity: ClientIdentity(version: "1"))
      let dispatcher = Dispatcher(
        bindings: ["main": binding], limits: .init(),
        delivery: ResponseDelivery(settings, serverInfo: ServerInfo([]), logger: log), observer: nil, logger: log)
      try await body(GatedDispatch(plane: plane, dispatcher: dispatcher, binding: binding), requests)
      await binding.close()
    }
  }

  private static let initialize = #"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}"#

  private nonisolated static func answer(_ request: TestRequest, accepting token: String) -> TestResponse {
    guard request.header("authorization") == "Bearer \(token)" else {
      return TestResponse(401, headers: [("WWW-Authenticate", #"Bearer error="invalid_token""#)], "no")
    }
    return TestResponse(200, headers: [("Content-Type", "application/json")], #"{"jsonrpc":"2.0","id":1,"result":{}}"#)
  }

  @Test func `A call goes out with the credential, and the next one with the same`() async throws {
    try await with(command: nil, server: { Self.answer($0, accepting: "token-1") }) { dispatch, requests in
      for _ in 0..<2 { #expect(await dispatch.ask(Self.initialize) == #"{"jsonrpc":"2.0","id":1,"result":{}}"#) }
      #expect(requests.all.map { $0.header("authorization") } == ["Bearer token-1", "Bearer token-1"])
    }
  }

  @Test func `A refused credential is replaced and the call repeated, once`() async throws {
    try await with(command: nil, server: { Self.answer($0, accepting: "token-2") }) { dispatch, requests in
      #expect(await dispatch.ask(Self.initialize) == #"{"jsonrpc":"2.0","id":1,"result":{}}"#)
      #expect(requests.all.map { $0.header("authorization") } == ["Bearer token-1", "Bearer token-2"])
      #expect(requests.all.map(\.text) == [Self.initialize, Self.initialize])
    }
    try await with(command: nil, server: { Self.answer($0, accepting: "never") }) { dispatch, requests in
      #expect(await dispatch.ask(Self.initialize).contains(#""upstream_status":401"#))
      #expect(requests.all.count == 2)
    }
  }

  @Test func `A provider that fails ends the call with an error that names it, without its words`() async throws {
    try await with(command: #""sh -c 'echo no vault >&2; exit 3'""#, server: { _ in TestResponse(500, "") }) {
      dispatch, requests in
      let answer = await dispatch.ask(Self.initialize)
      #expect(answer.contains("the auth plugin org.tunnel-client.exec supplied no credential"))
      #expect(answer.contains(#""transport_error_kind":"auth_unavailable""#))
      #expect(!answer.contains("vault"))
      #expect(requests.all.isEmpty)
    }
  }

  @Test func `No call waits for a credential longer than its deadline`() async throws {
    try await with(command: #""sleep 60""#, server: { _ in TestResponse(500, "") }) { dispatch, requests in
      try dispatch.send(Self.initialize, timeout: .milliseconds(50))
      while dispatch.dispatcher.activeCount > 0 || dispatch.dispatcher.queueDepth > 0 { await Task.yield() }
      #expect(dispatch.binding.exchangeCount == 0)
      #expect(requests.all.isEmpty)
      #expect(dispatch.plane.posts.all.isEmpty)
    }
  }

  @Test func `A probe carries the credential, too`() async throws {
    try await with(
      command: nil,
      server: { TestResponse($0.header("authorization") == "Bearer token-2" ? 405 : 401, "") }
    ) { dispatch, _ in
      let probe = Probe()
      #expect(dispatch.binding.probe(receiver: probe) != nil)
      #expect(await probe.statuses.next() == 405)
    }
  }

  @NetworkLoop
  private final class Probe: ExchangeReceiver {
    let statuses = Mailbox<Int>()

    func receive(_ event: ExchangeEvent) {
      if case .head(let status, _) = event { statuses.put(status) }
    }
  }
}
