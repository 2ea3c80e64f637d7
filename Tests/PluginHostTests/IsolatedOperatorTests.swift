import CurlHTTP
import Glibc
import NIOCore
import RawJSON
import TestPlugins
import Testing

@testable import PluginHost

/// What plugins in real processes of their own add to the operator's server. In the suite of those in this process:
/// the number of streams is bounded for all of them together.
extension OperatorPluginTests {
  private func lookout(_ bound: IsolatedBound, status: String? = "{\"up\":true}") throws -> IsolatedOperatorPlugin {
    try #require(IsolatedOperatorPlugin(of: bound.binding) { status.map { Array($0.utf8) } })
  }

  private func isolatedService(
    _ id: String = "com.example.hello-panel", configuration: String = "{}", log: RecordedLog = RecordedLog()
  ) async throws -> IsolatedOperatorPlugin? {
    try await IsolatedOperatorPlugin.open(
      service: PluginRequirement(id: id),
      searchPath: PluginSearchPath(flags: [CompiledPlugins.folder], environment: nil, binary: "/nowhere/x"),
      configuration: configuration, launch: PluginProcessLaunch(executable: IsolatedBound.program), logger: log.logger,
      status: { Array("{\"up\":true}".utf8) })
  }

  private func answer(_ plugin: IsolatedOperatorPlugin, _ method: String, _ path: String, _ text: String = "") async
    -> String
  {
    let call = OperatorCall(
      method: method, path: path, body: ByteBuffer(string: text), isLocal: false,
      isControl: method != "GET" || path == "crash")
    return switch await plugin.serve(call) {
    case .body(let status, let type, let bytes): "\(status) \(type) \(String(buffer: bytes))"
    case .stream: "stream"
    case .failed(let failure): "\(failure)"
    }
  }

  /// A number out of what the plugin says of itself.
  private func count(_ name: String, _ plugin: IsolatedOperatorPlugin) async throws -> Int {
    let text = await answer(plugin, "GET", "counts")
    let parts = text.split(separator: "\"\(name)\":")
    return try #require(parts.count == 2 ? Int(parts[1].prefix { $0.isNumber }) : nil, "\(text)")
  }

  private func waitUntil(_ condition: () async throws -> Bool) async throws {
    while try await !condition() { try await LoopClock.sleep(for: .milliseconds(5)) }
  }

  private func stream(_ plugin: IsolatedOperatorPlugin, query: String = "") async throws -> OperatorStream {
    guard case .stream(let stream) = await plugin.serve(.init(method: "GET", path: "pour", query: query)) else {
      throw OperatorStream.Lost(description: "no stream")
    }
    return stream
  }

  @Test func `The plugin of an isolated channel answers as one in this process`() async throws {
    let bound = try await IsolatedBound("lookout")
    let plugin = try lookout(bound)
    #expect(
      plugin.place
        == OperatorPlace(mount: "lookout", controlPaths: ["crash"], panelTitle: "Lookout", panelScript: "panel.js"))
    #expect(!plugin.isService && plugin.process?.pid == bound.binding.process?.pid)
    #expect(await answer(plugin, "GET", "counts").hasSuffix(#""cancelled":0,"local":false,"control":false}"#))
    #expect(await answer(plugin, "PUT", "counts").hasSuffix(#""local":false,"control":true}"#))
    #expect(await answer(plugin, "POST", "echo", "abc") == "201 text/plain abc")
    #expect(await answer(plugin, "GET", "status") == "200  {\"up\":true}")
    #expect(await answer(plugin, "GET", "refuse") == "refused")
    #expect(await answer(plugin, "GET", "large").utf8.count == (5 << 20) + 5)
    // The channel has noticed nothing.
    #expect(try await bound.call("tools/list").last == "finished none")
    #expect(plugin.faultCount == 0 && plugin.process?.restarts == 0)
    await bound.close()
    #expect(await answer(plugin, "GET", "counts") == "closed")
  }

  @Test func `A body that no frame can hold is refused, and the process goes on`() async throws {
    let bound = try await IsolatedBound("lookout")
    let plugin = try lookout(bound)
    #expect(await answer(plugin, "GET", "too-large") == "refused")
    #expect(try await count("pid", plugin) == bound.binding.process?.pid)
    #expect(bound.log.warnings.contains { $0.contains("too long") })
    await bound.close()
  }

  @Test func `A plugin that adds nothing has no place, and without a status there is none to ask for`() async throws {
    let echo = try await IsolatedBound("echo")
    #expect(IsolatedOperatorPlugin(of: echo.binding) { nil } == nil)
    await echo.close()
    let bound = try await IsolatedBound("lookout")
    #expect(await answer(try lookout(bound, status: nil), "GET", "status") == "200  {}")
    await bound.close()
  }

  @Test func `What a process declares as control is not let through as less`() async throws {
    let bound = try await IsolatedBound("lookout")
    let plugin = try lookout(bound)
    guard case .failed(.down) = await plugin.serve(.init(method: "GET", path: "crash")) else {
      Issue.record("it was let through")
      return
    }
    #expect(plugin.process?.restarts == 0)
    await bound.close()
  }

  @Test(arguments: [("", 256 + EventWindow.mostEvents), ("wide", 10 + 2)])
  func `A plugin that is faster than the reader is held back, and nothing is lost`(query: String, most: Int)
    async throws
  {
    let bound = try await IsolatedBound("lookout")
    let plugin = try lookout(bound)
    let stream = try await stream(plugin, query: query)
    // As much as may wait there and here, and no more, however often the plugin tries.
    try await waitUntil { try await count("poured", plugin) >= most }
    let refused = try await count("refused", plugin)
    try await waitUntil { try await count("refused", plugin) > refused + 20 }
    #expect(try await count("poured", plugin) == most)
    var ids: [UInt64] = []
    await #expect(throws: CancellationError.self) {
      try await stream.read { event in
        ids.append(event.id ?? 0)
        if ids.count == 3 * most { throw CancellationError() }
      }
    }
    #expect(ids == Array(1...UInt64(3 * most)))
    #expect(plugin.faultCount == 0 && plugin.process?.restarts == 0)
    withExtendedLifetime(stream) {}
    await bound.close()
  }

  @Test func `A reader that leaves, and one that no longer waits, are told to the plugin`() async throws {
    let bound = try await IsolatedBound("lookout")
    let plugin = try lookout(bound)
    do {
      let stream = try await stream(plugin)
      var first: UInt64?
      await #expect(throws: CancellationError.self) {
        try await stream.read {
          first = $0.id
          throw CancellationError()
        }
      }
      #expect(first == 1)
    }
    try await waitUntil { try await count("cancelled", plugin) == 1 }
    let waiting = Task { await answer(plugin, "GET", "silent") }
    // It went out before the next one.
    await Loop.settle()
    _ = try await count("pid", plugin)
    waiting.cancel()
    #expect(await waiting.value == "closed")
    try await waitUntil { try await count("cancelled", plugin) == 2 }
    // A thread that was in the middle of an event is no fault, and nothing is left of the requests.
    #expect(plugin.faultCount == 0)
    #expect(bound.binding.supervisor.operatorRequests.handles.isEmpty)
    await bound.close()
  }

  @Test func `A killed process takes its requests with it, and the next one takes new ones`() async throws {
    let bound = try await IsolatedBound("lookout")
    let plugin = try lookout(bound)
    let stream = try await stream(plugin)
    let silent = Task { await answer(plugin, "POST", "silent") }
    // It went out before the next one.
    await Loop.settle()
    let pid = try await count("pid", plugin)
    var ids: [UInt64] = []
    let lost = await #expect(throws: OperatorStream.Lost.self) {
      try await stream.read { event in
        ids.append(event.id ?? 0)
        if ids.count == 100 { kill(pid_t(pid), SIGKILL) }
      }
    }
    #expect(lost?.description == "plugin process killed by signal 9; restarting in 200 ms")
    #expect(ids == Array(1...UInt64(ids.count)) && ids.count >= 100)
    #expect(await silent.value == "lost(\"plugin process killed by signal 9; restarting in 200 ms\")")
    // Nobody waits for the successor; once it is there it takes requests.
    let early = await answer(plugin, "GET", "panel.js")
    if plugin.process?.restarts == 0 { #expect(early.hasPrefix("down(\"plugin process killed by signal 9;")) }
    try await waitUntil { await answer(plugin, "GET", "panel.js").hasPrefix("200 ") }
    #expect(try await count("pid", plugin) != pid)
    #expect(await answer(plugin, "GET", "status") == "200  {\"up\":true}")
    #expect(plugin.process?.restarts == 1)
    #expect(bound.binding.supervisor.operatorRequests.handles.isEmpty)
    await bound.close()
  }

  @Test func `A handler that crashes costs its process and its request`() async throws {
    let bound = try await IsolatedBound("lookout")
    let plugin = try lookout(bound)
    #expect(await answer(plugin, "GET", "crash").hasPrefix("lost(\"plugin process killed by signal 11;"))
    try await waitUntil { await answer(plugin, "GET", "panel.js").hasPrefix("200 ") }
    #expect(try await bound.call("tools/list").last == "finished none")
    await bound.close()
  }

  @Test func `The 65th stream of an isolated plugin is refused, and a stop ends the others`() async throws {
    let bound = try await IsolatedBound("lookout")
    let plugin = try lookout(bound)
    var streams: [OperatorStream] = []
    for _ in 0..<64 { streams.append(try await stream(plugin)) }
    #expect(await answer(plugin, "GET", "pour") == "tooManyStreams")
    plugin.stop()
    for stream in streams { try await stream.read { _ in } }
    #expect(await answer(plugin, "GET", "counts") == "closed")
    #expect(plugin.faultCount == 0)
    await bound.close()
  }

  @Test func `A service has a process of its own when it is to`() async throws {
    let log = RecordedLog()
    let plugin = try #require(await isolatedService(log: log))
    #expect(plugin.isService && plugin.mount == "hello" && plugin.panelTitle == "Hello")
    #expect(await answer(plugin, "GET", "count") == "200  {\"visits\":1,\"cancelled\":0,\"control\":false}\n")
    #expect(await answer(plugin, "GET", "status") == "200  {\"up\":true}")
    guard case .stream(let stream) = await plugin.serve(.init(method: "GET", path: "stream", query: "once")) else {
      Issue.record("no stream")
      return
    }
    var events: [String] = []
    try await stream.read { events.append("\($0.name) \($0.id ?? 0) \(String(decoding: $0.data, as: UTF8.self))") }
    #expect(events == ["hello 1 {\"hello\":1}"])
    #expect(await answer(plugin, "GET", "twice") == "200  {}")
    try await waitUntil { plugin.faultCount == 1 }
    #expect(log.warnings == ["plugin com.example.hello-panel answered a request of the operator twice"])
    let pid = try #require(plugin.process?.pid)
    async let silent = answer(plugin, "GET", "silent")
    _ = await answer(plugin, "GET", "count")
    await plugin.close(within: .seconds(5))
    #expect(await silent == "closed")
    #expect(kill(pid_t(pid), 0) != 0)
    #expect(await answer(plugin, "GET", "count") == "closed")
  }

  @Test func `A service that cannot serve says why, and one that adds nothing is none`() async throws {
    let refused = await #expect(throws: BindingFailure.self) {
      _ = try await isolatedService(configuration: "{\"bad\":true}")
    }
    #expect(refused?.description.contains("bad: must not be true") == true)
    let missing = await #expect(throws: BindingFailure.self) { _ = try await isolatedService("com.example.none") }
    #expect(missing?.description.contains("was not found") == true)
    #expect(try await isolatedService("com.example.credentials") == nil)
  }
}
