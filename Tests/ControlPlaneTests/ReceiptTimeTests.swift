import CurlHTTP
import Logging
import NIOCore
import TestServer
import Testing

@testable import ControlPlane

/// When a command was received is when the poll's head was there (dataplane spec DEC-01).
@NetworkLoop
@Suite(.timeLimit(.minutes(1))) struct ReceiptTimeTests {
  private final class Sink: CommandSink {
    let items = Mailbox<PolledItem>()
    var room: Int { 1 }
    func waitForRoom(above count: Int) async {}
    func admit(_ items: [PolledItem]) {
      for item in items { self.items.put(item) }
    }
  }

  @Test("A slow body does not make its commands younger, nor their deadlines later (DEC-01, TO-02)")
  func slowBody() async throws {
    let body =
      #"{"commands":[{"request_id":"r","shard_token":"s","response_timeout":"1h","#
      + #""jsonrpc":{"jsonrpc":"2.0","id":1,"method":"ping"}}]}"#
    let gate = Gate()
    let headSent = Mailbox<Bool>()
    let script: TestServer.Script = { connection in
      guard connection.readRequest() != nil else { return }
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n")
      headSent.put(true)
      gate.pass()
      connection.send(body)
      connection.waitForEnd()
    }
    try await TestServer.with(
      script: script,
      { server in
        let sink = Sink()
        let session = Session(
          Sample.settings(server.url), serverInfo: ServerInfo([]), sink: sink, observer: nil,
          logger: Logger(label: "t") { _ in SwiftLogNoOpLogHandler() })
        let task = Task { await session.run() }
        _ = await headSent.next()
        try await passLoopTurn()
        let bodyAt = ContinuousClock.now
        gate.open()
        guard case .command(let command) = await sink.items.next() else {
          Issue.record("no command")
          return
        }
        #expect(command.receivedAt < bodyAt)
        #expect(command.deadline == command.receivedAt + .seconds(3600))
        task.cancel()
        await task.value
      })
  }

  /// Returns when the loop has looked at everything that had arrived before: it drives all its sockets in each turn, and
  /// a request of its own takes several.
  private func passLoopTurn() async throws {
    try await TestServer.with(answer: { _ in TestResponse(200, "") }) { server in
      _ = try await HTTPClient().send(HTTPRequest(method: "GET", url: server.url))
    }
  }

  @Test("A deadline that passes during a POST ends it (TO-06)")
  func deadlineDuringPost() async throws {
    let script: TestServer.Script = { connection in
      _ = connection.readRequest()
      connection.waitForEnd()
    }
    try await TestServer.with(
      script: script,
      { server in
        let delivery = ResponseDelivery(
          Sample.settings(server.url), serverInfo: ServerInfo([]), logger: Logger(label: "t"))
        let command = try Sample.command(deadline: .now + .milliseconds(100))
        let disposition = await withCheckedContinuation { continuation in
          delivery.post(Sample.response(), for: command) { continuation.resume(returning: $0) }
        }
        #expect(disposition == .expired)
      })
  }
}
