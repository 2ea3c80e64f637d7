import CurlHTTP
import Logging
import NIOCore
import TestServer
import Testing

@testable import ControlPlane

@NetworkLoop
@Suite(.timeLimit(.minutes(1))) struct ResponseDeliveryTests {
  private func post(
    _ response: TunnelResponse, for command: Command, to plane: ScriptedControlPlane
  ) async -> ResponseDelivery.Disposition {
    let delivery = ResponseDelivery(Sample.settings(plane.url), serverInfo: ServerInfo([]), logger: Logger(label: "t"))
    return await withCheckedContinuation { continuation in
      delivery.post(response, for: command) { continuation.resume(returning: $0) }
    }
  }

  @Test("A response is posted with its headers and body (CP-02, CP-03, RP-01)")
  func post() async throws {
    try await ScriptedControlPlane.with { plane in
      let command = try Sample.command(headers: HTTPFields(["x-request-id": "abc", "X-Request-Id": "other"]))
      #expect(await post(Sample.response(), for: command, to: plane) == .accepted)
      let request = await plane.posts.next()
      #expect(request.method == "POST")
      #expect(request.target == "/v1/tunnels/\(Sample.tunnelID)/response")
      #expect(request.header("authorization") == "Bearer sk-test")
      #expect(request.header("accept") == "application/json")
      #expect(request.header("content-type") == "application/json")
      #expect(request.header("user-agent") == "tester/9.8")
      #expect(request.header("x-tunnel-client-name") == "tester")
      #expect(request.header("x-tunnel-client-version") == "9.8")
      #expect(request.header("x-tunnel-client-instance-id")?.utf8.count == 32)
      #expect(request.header("x-tunnel-mcp-server-info") == #"{"version":1,"channels":[]}"#)
      #expect(request.header("openai-organization") == "org-1")
      #expect(request.header("x-tunnel-shard-token") == "shard")
      #expect(request.header("x-client-request-id") == "abc")
      #expect(
        request.text
          == #"{"request_id":"r1","channel":"main","resp_json":{"jsonrpc":"2.0","id":1,"result":{}},"#
          + #""resp_code":200,"resp_type":"jsonrpc_response"}"#)
    }
  }

  @Test("Each attempt sends the same bytes and headers (RP-03)")
  func retry() async throws {
    try await ScriptedControlPlane.with { plane in
      plane.answerPosts(TestResponse(503), TestResponse(500))
      let disposition = await post(Sample.response(), for: try Sample.command(), to: plane)
      #expect(disposition == .accepted)
      let posts = plane.posts.all
      #expect(posts.count == 3)
      #expect(Set(posts.map(\.body)).count == 1)
      #expect(Set(posts.map { "\($0.headers)" }).count == 1)
    }
  }

  @Test("A large body is sent again whole, also when the first attempt stopped half-way")
  func retryOfALargeBody() async throws {
    let text = String(repeating: "x", count: 4 << 20)
    try await ScriptedControlPlane.with { plane in
      plane.answerPosts(TestResponse(503))
      let response = Sample.response(#"{"jsonrpc":"2.0","id":1,"result":"\#(text)"}"#)
      let disposition = await post(response, for: try Sample.command(), to: plane)
      #expect(disposition == .accepted)
      let sizes = plane.posts.all.map(\.body.count)
      #expect(sizes.count == 2)
      #expect(Set(sizes).count == 1)
    }
  }

  @Test(
    "A duplicate is fine, a refusal is final, a redirect is not followed (RP-03, W-01)",
    arguments: [
      (404, ResponseDelivery.Disposition.alreadyOver), (413, .refused(status: 413)), (401, .refused(status: 401)),
      (307, .refused(status: 307)),
    ])
  func final(status: Int, expected: ResponseDelivery.Disposition) async throws {
    try await ScriptedControlPlane.with { plane in
      plane.answerPosts(TestResponse(status, headers: [("Location", "/elsewhere")], #"{"error":{"code":"x"}}"#))
      let disposition = await post(Sample.response(), for: try Sample.command(), to: plane)
      #expect(disposition == expected)
      #expect(plane.posts.all.count == 1)
    }
  }

  @Test("A deadline that falls into a wait ends the delivery (TO-06)")
  func deadline() async throws {
    try await ScriptedControlPlane.with { plane in
      plane.answerPosts(TestResponse(503, headers: [("Retry-After", "60")]))
      let command = try Sample.command(deadline: .now + .seconds(30))
      #expect(await post(Sample.response(), for: command, to: plane) == .expired)
      #expect(plane.posts.all.count == 1)
    }
  }

  @Test("A deadline that has passed posts nothing (TO-04)")
  func passed() async throws {
    try await ScriptedControlPlane.with { plane in
      let command = try Sample.command(deadline: .now)
      #expect(await post(Sample.response(), for: command, to: plane) == .expired)
      #expect(plane.posts.all.isEmpty)
    }
  }

  @Test func aCancelledDeliveryEndsOnceAndQuietly() async throws {
    let arrived = Mailbox<Void>()
    let script: TestServer.Script = { connection in
      _ = connection.readRequest()
      arrived.put(())
      connection.waitForEnd()
    }
    try await TestServer.with(
      script: script,
      { server in
        let delivery = ResponseDelivery(
          Sample.settings(server.url), serverInfo: ServerInfo([]), logger: Logger(label: "t"))
        let ends = Mailbox<ResponseDelivery.Disposition>()
        let posting = delivery.post(Sample.response(), for: try Sample.command()) { ends.put($0) }
        await arrived.next()
        posting.cancel()
        posting.cancel()
        #expect(await ends.next() == .cancelled)
        try await LoopClock.sleep(for: .milliseconds(1))
        #expect(ends.all.count == 1)
      })
  }

  @Test("A notification that may have arrived is not repeated (RP-03)")
  func lostNotification() async throws {
    try await TestServer.with(
      script: { _ = $0.readRequest() },
      { server in
        let delivery = ResponseDelivery(
          Sample.settings(server.url), serverInfo: ServerInfo([]), logger: Logger(label: "t"))
        let notification = TunnelResponse(.notification, code: 200, json: [ByteBuffer(string: "{}")])
        let ends = Mailbox<ResponseDelivery.Disposition>()
        delivery.post(notification, for: try Sample.command()) { ends.put($0) }
        #expect(await ends.next() == .lost)
      })
  }
}
