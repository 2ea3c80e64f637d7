import CurlHTTP
import Glibc
import Logging
import NIOCore
import PluginHost
import TestPlugins
import TestServer
import Testing

@testable import CommandDispatch
@testable import ControlPlane

/// A session, a dispatcher and C plugins against a scripted control plane: every admitted command ends in exactly one
/// terminal response, unless its deadline passed.
@NetworkLoop
@Suite(.timeLimit(.minutes(1))) struct DispatcherTests {
  @NetworkLoop
  private final class Observer: DispatchObserver {
    let ends = Mailbox<CommandOutcome>()
    let drops = Mailbox<Void>()

    func admitted(_ command: Command) {}
    func dropped() { drops.put(()) }
    func unsupported(_ command: Command) {}
    func rejected(_ command: Command) {}
    func started(_ command: Command) {}
    func ended(_ command: Command, _ outcome: CommandOutcome, after elapsed: Duration) { ends.put(outcome) }
  }

  private struct Running {
    let plane: ScriptedControlPlane
    let dispatcher: Dispatcher
    let observer: Observer
    let binding: Binding
    let session: Task<Void, Never>
  }

  private func running(
    _ plugin: String = "echo", limits: Dispatcher.Limits = .init(), _ body: (Running) async throws -> Void
  ) async throws {
    let plane = try ScriptedControlPlane()
    defer { plane.stop() }
    let log = RecordedLog().logger
    let catalog = PluginCatalog(
      searchPath: PluginSearchPath(flags: [CompiledPlugins.folder], environment: nil, binary: "/nowhere/x"))
    let binding = try Binding(
      channel: "main", plugin: try catalog.locate("com.example.\(plugin)"), configuration: "{}", maxConcurrency: 10,
      logger: log)
    let settings = ControlPlaneSettings(
      baseURL: plane.url, tunnelID: "tunnel_x", apiKey: "k", identity: ClientIdentity(version: "1"),
      // A machine that is busy with all tests at once must not let a poll time out with its commands.
      pollGuardrail: .seconds(60))
    let info = ServerInfo([.init(name: "main", processAffinity: false)])
    let observer = Observer()
    let dispatcher = Dispatcher(
      bindings: ["main": binding], limits: limits,
      delivery: ResponseDelivery(settings, serverInfo: info, logger: log), observer: observer, logger: log)
    let session = Session(settings, serverInfo: info, sink: dispatcher, observer: nil, logger: log)
    let task = Task { await session.run() }
    try await body(
      Running(plane: plane, dispatcher: dispatcher, observer: observer, binding: binding, session: task))
    task.cancel()
    await task.value
    await binding.close()
  }

  private func command(
    _ method: String = "x", id: Int = 1, timeout: String? = nil, channel: String = "main", params: String = "{}"
  ) -> String {
    #"{"request_id":"r\#(id)","shard_token":"s\#(id)","channel":"\#(channel)","#
      + (timeout.map { #""response_timeout":"\#($0)","# } ?? "")
      + #""jsonrpc":{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":\#(params)}}"#
  }

  @Test("A command is answered once, with the plugin's bytes (RP-01, W-21)")
  func answer() async throws {
    try await running { run in
      run.plane.hand(out: command(params: #"{"n":1.50}"#))
      let post = await run.plane.posts.next()
      #expect(
        post.text == #"{"request_id":"r1","channel":"main","resp_json":{"jsonrpc":"2.0","id":1,"result":{"n":1.50}},"#
          + #""resp_headers":{"Content-Type":["application/json"]},"resp_code":200,"resp_type":"jsonrpc_response"}"#)
      #expect(post.header("x-tunnel-shard-token") == "s1")
      #expect(await run.observer.ends.next() == .answered(code: 200, failed: false))
      #expect(run.dispatcher.counts["main"]?.completed == 1)
      #expect(run.dispatcher.counts["main"]?.inFlight == 0)
      #expect(run.dispatcher.activeCount == 0)
      #expect(run.plane.posts.all.count == 1)
    }
  }

  @Test("More commands than were asked for are all answered, each once (PL-03)")
  func many() async throws {
    try await running(limits: .init(queueCapacity: 3, workersPerChannel: 2)) { run in
      run.plane.answerPoll(
        TestResponse(200, #"{"commands":[\#((0..<100).map { command(id: $0) }.joined(separator: ","))]}"#))
      for _ in 0..<100 { #expect(await run.observer.ends.next() == .answered(code: 200, failed: false)) }
      #expect(Set(run.plane.posts.all.compactMap { $0.header("x-tunnel-shard-token") }).count == 100)
      #expect(run.plane.posts.all.count == 100)
    }
  }

  @Test("A notification, a session's end and OAuth discovery have their own answers (NT-01, NT-04, DEC-04)")
  func otherKinds() async throws {
    try await running { run in
      let ids = #""request_id":"r","shard_token":"s""#
      run.plane.hand(out: #"{\#(ids),"jsonrpc":{"jsonrpc":"2.0","method":"notifications/initialized"}}"#)
      #expect(await run.plane.posts.next().text.hasSuffix(#""resp_code":200,"resp_type":"notify_ack"}"#))
      run.plane.hand(out: #"{\#(ids),"command_type":"session_termination","headers":{"Mcp-Session-Id":["x"]}}"#)
      #expect(
        await run.plane.posts.next().text.hasSuffix(#""resp_code":405,"resp_type":"session_termination_response"}"#))
      run.plane.hand(out: #"{\#(ids),"command_type":"oauth_discovery"}"#)
      #expect(await run.plane.posts.next().text.hasSuffix(#""resp_code":404,"resp_type":"oauth_discovery_response"}"#))
    }
  }

  @Test("An unsupported channel and an unusable command are answered (CH-03, W-07, W-14)")
  func refusals() async throws {
    try await running { run in
      run.plane.hand(out: command(channel: "nowhere"))
      let first = await run.plane.posts.next().text
      #expect(first.contains(#""channel":"nowhere""#))
      #expect(first.contains("unsupported_channel"))
      run.plane.hand(out: #"{"request_id":"r","shard_token":"s","jsonrpc":[1]}"#)
      #expect(await run.plane.posts.next().text.contains(#""id":null,"error":{"code":-32600"#))
      for _ in 0..<2 { #expect(await run.observer.ends.next() == .answered(code: 400, failed: true)) }
      run.plane.hand(out: #"{"request_id":"r"}"#)
      await run.observer.drops.next()
      #expect(run.dispatcher.counts["main"]?.inFlight == 0)
      #expect(run.plane.posts.all.count == 2)
    }
  }

  @Test("An answer of the client's own leaves the count of what is in flight alone")
  func inFlight() async throws {
    try await running("misbehave") { run in
      run.plane.hand(out: command("never-finish"), #"{"request_id":"r","shard_token":"s","jsonrpc":1}"#)
      #expect(await run.observer.ends.next() == .answered(code: 400, failed: true))
      #expect(run.dispatcher.counts["main"]?.inFlight == 1)
    }
  }

  @Test("A command whose deadline passed is dropped: no call, no POST (TO-04)")
  func expired() async throws {
    try await running { run in
      run.plane.hand(out: command(timeout: "0s"), command(id: 2))
      #expect(await run.observer.ends.next() == .expired)
      #expect(await run.plane.posts.next().text.contains(#""request_id":"r2""#))
      #expect(run.plane.posts.all.count == 1)
      #expect(run.dispatcher.counts["main"]?.expired == 1)
    }
  }

  @Test("A deadline during the call ends it quietly (TO-05)")
  func deadline() async throws {
    try await running("misbehave") { run in
      run.plane.hand(out: command("never-finish", timeout: "50ms"))
      #expect(await run.observer.ends.next() == .expired)
      #expect(run.plane.posts.all.isEmpty)
      #expect(run.binding.exchangeCount == 0)
      #expect(run.dispatcher.activeCount == 0)
    }
  }

  @Test("A server that never answers is answered for when the window ends (TO-08, W-11, W-24)", arguments: [nil, "1h"])
  func window(timeout: String?) async throws {
    try await running("misbehave", limits: .init(window: .milliseconds(50))) { run in
      run.plane.hand(out: command("never-finish", timeout: timeout))
      let text = await run.plane.posts.next().text
      #expect(text.contains(#""source":"timeout","transport_error_kind":"timeout""#))
      #expect(text.contains(#""resp_code":504"#))
      #expect(await run.observer.ends.next() == .answered(code: 504, failed: true))
      #expect(run.plane.posts.all.count == 1)
      #expect(run.binding.exchangeCount == 0)
    }
  }

  @Test("A deadline of centuries is a deadline like any other (TO-01)")
  func farDeadline() async throws {
    try await running { run in
      run.plane.hand(out: command(timeout: "2562047h"))
      #expect(await run.observer.ends.next() == .answered(code: 200, failed: false))
    }
  }

  @Test("A plugin that answers but never finishes gets its exchange taken back")
  func unfinished() async throws {
    try await running("misbehave", limits: .init(finishGrace: .milliseconds(20))) { run in
      run.plane.hand(out: command("answer-without-finish"))
      #expect(await run.observer.ends.next() == .answered(code: 200, failed: false))
      while run.binding.exchangeCount > 0 { try await LoopClock.sleep(for: .milliseconds(1)) }
      #expect(run.plane.posts.all.count == 1)
    }
  }

  @Test("A result that the service refuses is replaced once by a small error (W-16)", arguments: [413, 400, 422])
  func refusedResult(status: Int) async throws {
    try await running { run in
      run.plane.answerPosts(TestResponse(status, "no"))
      run.plane.hand(out: command())
      #expect(await run.plane.posts.next().text.contains(#""result":{}"#))
      let substitute = await run.plane.posts.next().text
      #expect(substitute.contains(#""id":1,"error":{"code":-32603"#))
      #expect(await run.observer.ends.next() == .answered(code: 502, failed: true))
    }
    try await running { run in
      run.plane.answerPosts(TestResponse(status), TestResponse(status))
      run.plane.hand(out: command())
      #expect(await run.observer.ends.next() == .undelivered)
      #expect(run.plane.posts.all.count == 2)
    }
  }

  @Test("A POST that met a 503 is repeated with the same bytes (RP-03)")
  func retriedResult() async throws {
    try await running { run in
      run.plane.answerPosts(TestResponse(503))
      run.plane.hand(out: command())
      #expect(await run.observer.ends.next() == .answered(code: 200, failed: false))
      let posts = run.plane.posts.all
      #expect(posts.count == 2)
      #expect(posts.first?.body == posts.last?.body)
    }
  }

  @Test(
    "What a plugin does wrong ends in one answer each",
    arguments: [
      ("finish-twice", 200), ("two-responses", 200), ("emit-after-finish", 200), ("unknown-handle", 200),
      ("not-json", 502),
      ("fail-start", 502), ("finish-from-thread", 200), ("crash-free-huge", 200),
    ])
  func misbehaviour(method: String, code: Int) async throws {
    try await running("misbehave") { run in
      run.plane.hand(out: command(method))
      #expect(await run.observer.ends.next() == .answered(code: code, failed: code != 200))
      run.plane.hand(out: command("fine", id: 2))
      #expect(await run.observer.ends.next() == .answered(code: 200, failed: false))
      #expect(run.plane.posts.all.count == 2)
    }
  }

  @Test("One slow call does not hold up the next (W-13)")
  func slowCall() async throws {
    try await running("misbehave", limits: .init(workersPerChannel: 2)) { run in
      run.plane.hand(out: command("never-finish"), command(id: 2), command(id: 3))
      for id in [2, 3] { #expect(await run.plane.posts.next().text.contains(#""request_id":"r\#(id)""#)) }
      for _ in 0..<2 { #expect(await run.observer.ends.next() == .answered(code: 200, failed: false)) }
      #expect(run.dispatcher.activeCount == 1)
    }
  }

  @Test("Without room no command is asked for, and polling goes on when there is some (PL-01)")
  func room() async throws {
    try await running("sleeper", limits: .init(queueCapacity: 1, workersPerChannel: 1)) { run in
      let slow = #"{"ms":30}"#
      run.plane.hand(out: command(id: 1, params: slow), command(id: 2, params: slow), command(id: 3, params: slow))
      for _ in 0..<3 { #expect(await run.observer.ends.next() == .answered(code: 200, failed: false)) }
      run.plane.hand(out: command(id: 4))
      #expect(await run.observer.ends.next() == .answered(code: 200, failed: false))
    }
  }

  @Test("Draining lets what is admitted finish (W-64)")
  func drainInTime() async throws {
    try await running("sleeper") { run in
      run.plane.hand(out: command(id: 1, params: #"{"ms":30}"#))
      while run.dispatcher.activeCount == 0, run.plane.posts.all.isEmpty { try await LoopClock.sleep(for: .zero) }
      run.session.cancel()
      await run.dispatcher.drain(limit: .seconds(30), grace: .seconds(5))
      #expect(run.plane.posts.all.count == 1)
      #expect(run.plane.posts.all.first?.text.contains(#""result":{"slept_ms":30}"#) == true)
      #expect(run.dispatcher.activeCount == 0)
    }
  }

  @Test("What does not finish in time, or never began, is answered with 503 (W-64)")
  func drainTooLong() async throws {
    try await running("misbehave", limits: .init(workersPerChannel: 1)) { run in
      run.plane.hand(out: command("never-finish"), command(id: 2), command(id: 3))
      while run.dispatcher.queueDepth < 2 { try await LoopClock.sleep(for: .milliseconds(1)) }
      run.session.cancel()
      await run.dispatcher.drain(limit: .milliseconds(20), grace: .seconds(10))
      let posts = run.plane.posts.all
      #expect(posts.count == 3)
      #expect(posts.allSatisfy { $0.text.contains(#""resp_code":503"#) })
      #expect(Set(posts.compactMap { $0.header("x-tunnel-shard-token") }) == ["s1", "s2", "s3"])
      #expect(run.dispatcher.activeCount == 0)
      #expect(run.binding.exchangeCount == 0)
    }
  }

  @Test("Draining an idle dispatcher takes no time")
  func drainIdle() async throws {
    try await running { run in
      await run.dispatcher.drain(limit: .seconds(3600), grace: .seconds(3600))
    }
  }
}
