import CurlHTTP
import Logging
import NIOCore
import TestServer
import Testing

@testable import ControlPlane

@NetworkLoop
@Suite(.timeLimit(.minutes(1))) struct SessionTests {
  /// Takes what comes and has as much room as a test says.
  @NetworkLoop
  private final class Sink: CommandSink {
    var room = 20
    let items = Mailbox<PolledItem>()
    let waits = Mailbox<Void>()
    private var waiter: CheckedContinuation<Void, Never>?

    func waitForRoom(above count: Int) async {
      waits.put(())
      await withCheckedContinuation { waiter = $0 }
    }

    func makeRoom(_ room: Int) {
      self.room = room
      waiter?.resume()
      waiter = nil
    }

    func admit(_ items: [PolledItem]) {
      for item in items { self.items.put(item) }
    }
  }

  private func running(
    _ plane: ScriptedControlPlane, sink: Sink, observer: Observer? = nil, _ body: (Session) async throws -> Void
  ) async throws {
    let session = Session(
      Sample.settings(plane.url), serverInfo: ServerInfo([.init(name: "main", processAffinity: false)]), sink: sink,
      observer: observer, logger: silent)
    let task = Task { await session.run() }
    try await body(session)
    task.cancel()
    await task.value
  }

  private let silent = Logger(label: "t") { _ in SwiftLogNoOpLogHandler() }
  private let command = #"{"request_id":"r","shard_token":"s","jsonrpc":{"jsonrpc":"2.0","id":1,"method":"ping"}}"#

  @Test("A poll asks as the contract says (PL-01, PL-02, CP-02)")
  func poll() async throws {
    try await ScriptedControlPlane.with { plane in
      try await running(plane, sink: Sink()) { session in
        let first = await plane.polls.next()
        #expect(first.target == "/v1/tunnels/\(Sample.tunnelID)/poll?limit=20&timeout_ms=1")
        #expect(first.header("authorization") == "Bearer sk-test")
        #expect(first.header("x-tunnel-mcp-server-info") == #"{"version":1,"channels":[{"name":"main"}]}"#)
        #expect(first.header("content-type") == nil)
        let second = await plane.polls.next()
        #expect(second.target.hasSuffix("?limit=20&timeout_ms=30000"))
        #expect(session.state == .polling)
        #expect(session.lastSuccess != nil)
      }
    }
  }

  @Test("The limit is what there is room for, at most 25 (PL-01)")
  func limit() async throws {
    try await ScriptedControlPlane.with { plane in
      let sink = Sink()
      sink.room = 7
      try await running(plane, sink: sink) { _ in
        #expect(await plane.polls.next { $0.target.contains("timeout_ms=30000") }.target.contains("limit=7&"))
        sink.room = 100
        plane.hand(out: command)
        #expect(await plane.polls.next().target.contains("limit=25&"))
      }
    }
  }

  @Test("Without room nothing is asked for until there is some (PL-01)")
  func noRoom() async throws {
    try await ScriptedControlPlane.with { plane in
      let sink = Sink()
      sink.room = 0
      try await running(plane, sink: sink) { _ in
        await sink.waits.next()
        #expect(plane.polls.all.isEmpty)
        sink.makeRoom(1)
        #expect(await plane.polls.next().target.contains("limit=1&"))
      }
    }
  }

  @Test("Everything a poll brings is handed on, whatever was asked for (PL-03, DEC-02)")
  func commands() async throws {
    try await ScriptedControlPlane.with { plane in
      let sink = Sink()
      sink.room = 1
      try await running(plane, sink: sink) { _ in
        plane.hand(out: command, "7", command)
        var kinds: [Bool] = []
        for _ in 0..<3 {
          if case .command = await sink.items.next() { kinds.append(true) } else { kinds.append(false) }
        }
        #expect(kinds == [true, false, true])
      }
    }
  }

  @Test(
    "An error is followed by another try, and a success by good spirits (PL-04, PL-10)",
    arguments: [
      TestResponse(500), TestResponse(302), TestResponse(201), TestResponse(200, "not JSON"), TestResponse(200, ""),
    ])
  func recovery(answer: TestResponse) async throws {
    try await ScriptedControlPlane.with { plane in
      plane.answerPoll(answer)
      let observer = Observer()
      try await running(plane, sink: Sink(), observer: observer) { session in
        if case .answered = await observer.outcomes.next() { Issue.record("\(answer) counted as an answer") }
        if case .answered = await observer.outcomes.next() {} else { Issue.record("no second try") }
        #expect(session.state == .polling)
        #expect(session.lastError == nil)
        #expect(session.consecutiveFailures == 0)
      }
    }
  }

  @Test("A refused key is told as such (W-05)")
  func refused() async throws {
    try await TestServer.with(
      answer: { _ in TestResponse(401, #"{"error":{"message":"bad key","code":"invalid_api_key"}}"#) },
      { server in
        let observer = Observer()
        let session = Session(
          Sample.settings(server.url), serverInfo: ServerInfo([]), sink: Sink(), observer: observer,
          logger: silent)
        let task = Task { await session.run() }
        #expect(await observer.outcomes.next() == .refused(status: 401, retryAfter: nil))
        #expect(session.state == .refused)
        #expect(session.lastError == "HTTP 401 invalid_api_key: bad key. Check CONTROL_PLANE_API_KEY")
        task.cancel()
        await task.value
      })
  }

  @Test("A poll under way is aborted when the session stops (PL-06)")
  func stop() async throws {
    try await ScriptedControlPlane.with { plane in
      try await running(plane, sink: Sink()) { _ in
        _ = await plane.polls.next { $0.target.hasSuffix("timeout_ms=30000") }
      }
    }
  }

  @NetworkLoop
  private final class Observer: SessionObserver {
    let outcomes = Mailbox<PollStateMachine.Outcome>()
    func polling(allowing wait: Duration, deadline: Duration) {}
    func polled(_ report: PollReport) { outcomes.put(report.outcome) }
  }
}
