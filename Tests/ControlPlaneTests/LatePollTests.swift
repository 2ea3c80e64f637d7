import CurlHTTP
import Logging
import TestServer
import Testing

@testable import ControlPlane

/// Polls whose answer comes after they were given up.
@NetworkLoop
@Suite(.timeLimit(.minutes(1))) struct LatePollTests {
  @NetworkLoop
  private final class Sink: CommandSink {
    let room = 20
    let requests = Mailbox<String>()

    func waitForRoom(above count: Int) async {}

    func admit(_ items: [PolledItem]) {
      for case .command(let command) in items { requests.put(command.requestID) }
    }
  }

  /// The first poll is answered when a test says so, after its deadline; the others at once.
  private final class Plane: Sendable {
    let lateAnswer = Gate()
    let polls = Mailbox<String>()
    let answers = Mailbox<TestResponse>()
    private let server: TestServer

    init() throws {
      server = try TestServer(answer: { [polls, lateAnswer] request in
        polls.put(request.target)
        let number = polls.all.count
        if number == 1 {
          lateAnswer.pass()
          return Self.commands("late")
        }
        return number == 3 ? Self.commands("late", "new") : TestResponse(204)
      })
    }

    var settings: ControlPlaneSettings {
      var settings = Sample.settings(server.url)
      settings.pollGuardrail = .milliseconds(200)
      settings.lateAnswerGrace = .seconds(600)
      return settings
    }

    func stop() {
      lateAnswer.open()
      server.stop()
    }

    private static func commands(_ requestIDs: String...) -> TestResponse {
      let commands = requestIDs.map {
        #"{"request_id":"\#($0)","shard_token":"s","jsonrpc":{"jsonrpc":"2.0","id":1,"method":"ping"}}"#
      }
      return TestResponse(200, #"{"commands":[\#(commands.joined(separator: ","))]}"#)
    }
  }

  private func running(_ body: (Plane, Session, Sink) async -> Void) async throws {
    let plane = try Plane()
    defer { plane.stop() }
    let sink = Sink()
    let session = Session(
      plane.settings, serverInfo: ServerInfo([]), sink: sink, observer: nil,
      logger: Logger(label: "t") { _ in SwiftLogNoOpLogHandler() })
    let task = Task { await session.run() }
    await body(plane, session, sink)
    task.cancel()
    await task.value
  }

  @Test("Commands that come after the guardrail are not lost, and what is handed out again is worked on once (PL-01)")
  func lateCommands() async throws {
    try await running { plane, _, sink in
      _ = await plane.polls.next()
      // The next poll did not wait for the late one.
      _ = await plane.polls.next()
      plane.lateAnswer.open()
      var requests: [String] = []
      while !(requests.contains("late") && requests.contains("new")) { requests.append(await sink.requests.next()) }
      // Also when the redelivery was faster than the late answer.
      #expect(requests.sorted() == ["late", "new"])
    }
  }

  @Test("A session that stops does not wait for a late answer (PL-06)")
  func stop() async throws {
    try await running { plane, session, _ in
      _ = await plane.polls.next()
      _ = await plane.polls.next()
    }
  }
}
