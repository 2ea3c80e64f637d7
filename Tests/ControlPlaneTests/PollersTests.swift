import CurlHTTP
import Logging
import NIOCore
import TestServer
import Testing

@testable import ControlPlane

/// Overlapping polls, and where they go.
@NetworkLoop
@Suite(.timeLimit(.minutes(1))) struct PollersTests {
  /// Takes everything and has as much room as a test says.
  @NetworkLoop
  private final class Sink: CommandSink {
    var room: Int
    private let changes = Waiters()

    init(room: Int) { self.room = room }

    func waitForRoom(above count: Int) async {
      while room <= count, !Task.isCancelled { await changes.wait() }
    }

    func makeRoom(_ room: Int) {
      self.room = room
      changes.wakeAll()
    }

    func admit(_ items: [PolledItem]) {}
  }

  private func running(
    _ plane: ScriptedControlPlane, pollers: Int, sink: Sink, _ body: (Session) async throws -> Void
  ) async throws {
    var settings = Sample.settings(plane.url)
    settings.pollers = pollers
    let session = Session(
      settings, serverInfo: ServerInfo([]), sink: sink, observer: nil,
      logger: Logger(label: "t") { _ in SwiftLogNoOpLogHandler() })
    let task = Task { await session.run() }
    try await body(session)
    // Also ends the polls under way, all of them.
    task.cancel()
    await task.value
  }

  private func limit(_ request: TestRequest) -> Int {
    let query = request.target.split(separator: "?").last ?? ""
    return query.split(separator: "&").compactMap { $0.hasPrefix("limit=") ? Int($0.dropFirst(6)) : nil }.first ?? 0
  }

  @Test("One poll finds out whether we may; then they overlap and share the room (PL-01)")
  func overlap() async throws {
    try await ScriptedControlPlane.with { plane in
      try await running(plane, pollers: 3, sink: Sink(room: 20)) { _ in
        #expect(await plane.polls.next().target.hasSuffix("limit=7&timeout_ms=1"))
        var limits: [Int] = []
        for _ in 0..<3 {
          let poll = await plane.polls.next()
          #expect(poll.target.hasSuffix("&timeout_ms=30000"))
          limits.append(limit(poll))
        }
        #expect(limits.sorted() == [6, 7, 7])
        #expect(plane.polls.all.count == 4)
      }
    }
  }

  @Test func aPollerThatFailsDoesNotStopTheOthers() async throws {
    try await ScriptedControlPlane.with { plane in
      try await running(plane, pollers: 2, sink: Sink(room: 20)) { session in
        for _ in 0..<3 { _ = await plane.polls.next() }
        plane.answerPoll(TestResponse(500))
        // It comes back after its backoff, while the other has never been away, and asks to be answered at once.
        #expect(await plane.polls.next().target.hasSuffix("timeout_ms=1"))
        #expect(await plane.polls.next().target.hasSuffix("timeout_ms=30000"))
        #expect(session.state == .polling)
        #expect(plane.polls.all.count == 5)
      }
    }
  }

  @Test func aPollerWithoutRoomStartsAsSoonAsThereIsSome() async throws {
    try await ScriptedControlPlane.with { plane in
      let sink = Sink(room: 1)
      try await running(plane, pollers: 2, sink: sink) { _ in
        #expect(limit(await plane.polls.next()) == 1)
        #expect(limit(await plane.polls.next { $0.target.hasSuffix("30000") }) == 1)
        sink.makeRoom(5)
        #expect(limit(await plane.polls.next { $0.target.hasSuffix("30000") }) == 3)
      }
    }
  }

  @Test func aPollerWithoutRoomTakesTheShareThatAnotherGivesBack() async throws {
    try await ScriptedControlPlane.with { plane in
      try await running(plane, pollers: 2, sink: Sink(room: 1)) { _ in
        _ = await plane.polls.next { $0.target.hasSuffix("30000") }
        plane.answerPoll(TestResponse(503, headers: [("Retry-After", "60")]))
        // The one that failed waits for a minute; this is the other.
        #expect(limit(await plane.polls.next()) == 1)
      }
    }
  }

  private func correction(_ revision: Int, _ token: String) -> TestResponse {
    TestResponse(
      409, headers: [("X-Tunnel-Shard-Token", token)],
      #"{"error":{"code":"wrong_cluster","policy_revision":\#(revision)}}"#)
  }

  @Test("A correction goes with the following polls, and with nothing else (user needs 4.1)")
  func correctedPolls() async throws {
    try await ScriptedControlPlane.with { plane in
      plane.answerPoll(correction(4, "cluster-b"))
      try await running(plane, pollers: 1, sink: Sink(room: 20)) { _ in
        let first = await plane.polls.next()
        #expect(first.header("x-tunnel-shard-token") == nil)
        #expect(first.header("x-tunnel-client-capabilities") == "wrong-cluster-v1")
        #expect(first.header("x-tunnel-client-wire-protocol-version") == "2026-08-25")
        for _ in 0..<2 {
          let poll = await plane.polls.next()
          #expect(poll.header("x-tunnel-shard-token") == "cluster-b")
          #expect(poll.header("authorization") == "Bearer sk-test")
        }
        let delivery = ResponseDelivery(
          Sample.settings(plane.url), serverInfo: ServerInfo([]), logger: Logger(label: "t"))
        let disposition = await withCheckedContinuation { continuation in
          delivery.post(Sample.response(), for: Self.command) { continuation.resume(returning: $0) }
        }
        #expect(disposition == .accepted)
        #expect(await plane.posts.next().header("x-tunnel-shard-token") == "shard")
      }
    }
  }

  private static let command = Command(
    kind: .sessionTermination, requestID: "r", shardToken: "shard", channel: "main", headers: HTTPFields(),
    payload: ByteBuffer(), receivedAt: .now, deadline: nil)

  @Test("Three failures at a placement lead back to the start; a 409 of another kind is none (user needs 4.1)")
  func lostPlacement() async throws {
    try await ScriptedControlPlane.with { plane in
      plane.answerPoll(correction(4, "gone"))
      for status in [409, 500, 408, 503] { plane.answerPoll(TestResponse(status)) }
      try await running(plane, pollers: 1, sink: Sink(room: 20)) { _ in
        var tokens: [String?] = []
        for _ in 0..<6 { tokens.append(await plane.polls.next().header("x-tunnel-shard-token")) }
        #expect(tokens == [nil, "gone", "gone", "gone", "gone", nil])
      }
    }
  }

  @Test("The operator's headers are on every poll (CP-04)")
  func extraHeaders() async throws {
    try await ScriptedControlPlane.with { plane in
      var settings = Sample.settings(plane.url)
      settings.extraHeaders = HTTPFields(["X-Team": "blue"])
      let session = Session(
        settings, serverInfo: ServerInfo([]), sink: Sink(room: 1), observer: nil,
        logger: Logger(label: "t") { _ in SwiftLogNoOpLogHandler() })
      let task = Task { await session.run() }
      #expect(await plane.polls.next().header("x-team") == "blue")
      task.cancel()
      await task.value
    }
  }

  @Test("A prefix is before every route, and the channels are sorted before the rest (CP-01, PL-02)")
  func url() {
    var settings = Sample.settings("https://cp.example")
    settings.urlPath = "/prefix"
    settings.pollChannels = ["files", "main"]
    #expect(
      settings.pollURL(limit: 7, wait: .microseconds(10))
        == "https://cp.example/prefix/v1/tunnels/\(Sample.tunnelID)/poll?channel=files&channel=main&limit=7&timeout_ms=1"
    )
    #expect(settings.url("/response") == "https://cp.example/prefix/v1/tunnels/\(Sample.tunnelID)/response")
  }
}
