import CurlHTTP
import NIOCore
import PluginHost
import Testing
import TestPlugins

@NetworkLoop
@Suite(.serialized, .timeLimit(.minutes(1))) struct OperatorPluginTests {
  private func service(
    configuration: String = "{}", log: RecordedLog = RecordedLog(), status: String? = "{\"up\":true}"
  ) throws -> OperatorPlugin {
    let catalog = PluginCatalog(
      searchPath: PluginSearchPath(flags: [CompiledPlugins.folder], environment: nil, binary: "/nowhere/bin/x"))
    return try OperatorPlugin(
      service: try catalog.locate("com.example.hello-panel"), configuration: configuration, logger: log.logger,
      status: { status.map { Array($0.utf8) } })
  }

  private func body(_ plugin: OperatorPlugin, _ call: OperatorCall) async -> String {
    switch await plugin.serve(call) {
    case .body(let status, let type, let bytes): "\(status) \(type) \(String(buffer: bytes))"
    case .stream: "stream"
    case .failed(let failure): "\(failure)"
    }
  }

  @Test func `A service says where it is and answers bodies, types and the state of the tunnel`() async throws {
    let plugin = try service()
    #expect(plugin.mount == "hello")
    #expect(plugin.controlPaths == ["reset", "danger/"])
    #expect(plugin.panelTitle == "Hello")
    #expect(plugin.isService)
    #expect(
      await body(plugin, .init(method: "GET", path: "count"))
        == "200  {\"visits\":1,\"cancelled\":0,\"control\":false}\n")
    #expect(await body(plugin, .init(method: "GET", path: "status")) == "200  {\"up\":true}")
    let echo = OperatorCall(method: "POST", path: "echo", body: ByteBuffer(string: "abc"), isControl: true)
    #expect(await body(plugin, echo) == "200 text/plain abc")
    #expect(await body(plugin, .init(method: "GET", path: "nothing")) == "404 text/plain no such page\n")
    #expect(await body(plugin, .init(method: "GET", path: "refuse")) == "refused")
    #expect(plugin.faultCount == 0)
    await plugin.close(within: .seconds(5))
    #expect(await body(plugin, .init(method: "GET", path: "count")) == "closed")
  }

  @Test func `A configuration that the plugin refuses keeps the service from coming up`() {
    #expect(throws: BindingFailure.self) { try service(configuration: "{\"bad\":true}") }
    #expect(throws: BindingFailure.self) { try service(configuration: "{\"bad\":1}") }
  }

  @Test func `A stream brings its events in order and ends where the plugin ends it`() async throws {
    let plugin = try service()
    guard case .stream(let stream) = await plugin.serve(.init(method: "GET", path: "stream", query: "once")) else {
      Issue.record("no stream")
      return
    }
    var events: [String] = []
    try await stream.read { events.append("\($0.name) \($0.id ?? 0) \(String(decoding: $0.data, as: UTF8.self))") }
    #expect(events == ["hello 1 {\"hello\":1}"])
    await plugin.close(within: .seconds(5))
    #expect(plugin.faultCount == 0)
  }

  @Test func `A reader that leaves is told to the plugin`() async throws {
    let plugin = try service()
    do {
      guard case .stream = await plugin.serve(.init(method: "GET", path: "stream")) else {
        Issue.record("no stream")
        return
      }
    }
    var answer = ""
    while !answer.contains("\"cancelled\":1") {
      answer = await body(plugin, .init(method: "GET", path: "count"))
      try await LoopClock.sleep(for: .milliseconds(1))
    }
    await plugin.close(within: .seconds(5))
    #expect(plugin.faultCount == 0)
  }

  @Test func `A flood stops at the bound and the events that were taken arrive`() async throws {
    let plugin = try service()
    guard case .stream(let stream) = await plugin.serve(.init(method: "GET", path: "flood")) else {
      Issue.record("no stream")
      return
    }
    var count = 0
    try await stream.read { _ in count += 1 }
    #expect(count == 256)
    await plugin.close(within: .seconds(5))
  }

  @Test func `The 65th stream is refused`() async throws {
    let plugin = try service()
    var streams: [OperatorStream] = []
    var refused = false
    for _ in 0..<65 {
      switch await plugin.serve(.init(method: "GET", path: "stream")) {
      case .stream(let stream): streams.append(stream)
      case .failed(.tooManyStreams): refused = true
      default: Issue.record("neither a stream nor a refusal")
      }
    }
    #expect(refused)
    await plugin.close(within: .seconds(5))
    withExtendedLifetime(streams) {}
  }

  @Test func `Answering twice is a counted fault, and the first answer counts`() async throws {
    let log = RecordedLog()
    let plugin = try service(log: log)
    #expect(await body(plugin, .init(method: "GET", path: "twice")) == "200  {}")
    #expect(plugin.faultCount == 1)
    #expect(
      log.warnings == ["plugin com.example.hello-panel answered a request of the operator twice"])
    await plugin.close(within: .seconds(5))
  }

  @Test func `Requests under way end when the service is closed`() async throws {
    let plugin = try service()
    async let silent = body(plugin, .init(method: "GET", path: "silent"))
    _ = await body(plugin, .init(method: "GET", path: "count"))
    await plugin.close(within: .seconds(5))
    #expect(await silent == "closed")
    #expect(plugin.faultCount == 0)
  }
}
