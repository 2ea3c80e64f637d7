import CTunnelPlugin
import CurlHTTP
import NIOCore
import Synchronization
import TestPlugins
import TestServer
import Testing

@testable import PluginHost

/// `tunnel.host.http/1` from a plugin's side.
@NetworkLoop
@Suite(.timeLimit(.minutes(1))) struct PluginHTTPTests {
  private final class Answers: Sendable {
    let done = Mailbox<String>()
  }

  private let context = HostContext(
    pluginID: "com.example.http", channel: "main", granted: [TUNNEL_HOST_HTTP], logger: RecordedLog().logger)
  private let host: UnsafePointer<tunnel_host>
  private let service: tunnel_host_http
  private let answers = Answers()

  init() throws {
    host = HostTable.make(for: context)
    let pointer = try #require(host.pointee.get_extension(host, TUNNEL_HOST_HTTP))
    service = pointer.assumingMemoryBound(to: tunnel_host_http.self).pointee
  }

  private func start(
    _ method: String, _ url: String, flags: Int = 0, body: String = "", limit: UInt64 = 0
  ) -> (tunnel_status, tunnel_http) {
    var (method, url, body) = (method, url, body)
    var request = tunnel_http_request()
    request.size = UInt32(MemoryLayout<tunnel_http_request>.size)
    request.flags = UInt32(flags)
    request.max_body_bytes = limit
    request.user = Unmanaged.passUnretained(answers).toOpaque()
    request.on_head = { _, _, _, _ in UInt32(TUNNEL_HTTP_BODY_COLLECT) }
    request.on_done = { user, _, result in
      guard let user, let result else { return }
      let text = result.pointee.bytes.borrowed.map { String(decoding: $0, as: UTF8.self) } ?? "?"
      Unmanaged<Answers>.fromOpaque(user).takeUnretainedValue().done.put(
        "\(result.pointee.error) \(result.pointee.status) \(result.pointee.kind.text ?? "")\(text)")
    }
    var handle: tunnel_http = 0
    let status = method.withUTF8 { method in
      url.withUTF8 { url in
        body.withUTF8 { body in
          request.method = tunnel_string(UnsafeRawBufferPointer(method))
          request.url = tunnel_string(UnsafeRawBufferPointer(url))
          request.body = tunnel_bytes(UnsafeRawBufferPointer(body))
          return service.start(host, &request, &handle)
        }
      }
    }
    return (status, handle)
  }

  private func write(_ handle: tunnel_http, _ bytes: [UInt8], end: Bool) -> tunnel_status {
    bytes.withUnsafeBytes { service.write(host, handle, tunnel_bytes($0), end ? 1 : 0) }
  }

  @Test func aCollectedAnswerComesOnceWithItsBody() async throws {
    try await TestServer.with(
      answer: { TestResponse(201, "got \($0.method) \($0.text)") },
      { server in
        #expect(start("POST", server.url, body: "hello").0 == success)
        #expect(await answers.done.next() == "0 201 got POST hello")
        #expect(context.requests.withLock(\.count) == 0)
      })
  }

  @Test func aBodyOverTheLimitIsTooLarge() async throws {
    try await TestServer.with(
      answer: { _ in TestResponse(200, String(repeating: "x", count: 100)) },
      { server in
        _ = start("GET", server.url, limit: 99)
        let answer = await answers.done.next()
        #expect(answer.hasPrefix("\(TUNNEL_HTTP_ERROR_TOO_LARGE) 200 response_body_too_large"))
      })
  }

  @Test func aRequestThatWasCancelledStillEndsOnce() async throws {
    try await TestServer.with(
      script: { $0.waitForEnd() },
      { server in
        let (_, handle) = start("GET", server.url)
        #expect(service.cancel(host, handle) == success)
        #expect(await answers.done.next() == "\(TUNNEL_HTTP_ERROR_CANCELLED) 0 canceled")
        #expect(service.cancel(host, handle) == tunnel_status(TUNNEL_E_STALE))
      })
  }

  @Test func aRequestIsNotReportedToAPluginThatIsGone() async throws {
    let server = try TestServer(script: { $0.waitForEnd() })
    defer { server.stop() }
    _ = start("GET", server.url)
    context.markDestroyed()
    while context.requests.withLock(\.count) > 0 { await Loop.settle() }
    #expect(answers.done.all.isEmpty)
  }

  @Test("A streamed body may be written for ever, 1 MiB ahead of the network at most")
  func streamedBody() async throws {
    let gate = Gate()
    let script: TestServer.Script = { connection in
      gate.pass()
      guard let request = connection.readRequest() else { return }
      connection.send(TestResponse(200, "\(request.body.count)"))
    }
    try await TestServer.with(
      script: script,
      { server in
        let (status, handle) = start("POST", server.url, flags: Int(TUNNEL_HTTP_STREAM_BODY))
        #expect(status == success)
        let piece = [UInt8](repeating: 7, count: 300_000)
        var taken = 0
        var refusals = 0
        while taken < 30 {
          switch write(handle, piece, end: false) {
          case success: taken += 1
          case tunnel_status(TUNNEL_E_LIMIT):
            refusals += 1
            gate.open()
            await Loop.settle()
          case let other:
            Issue.record("write answered \(other)")
            return
          }
        }
        #expect(refusals > 0)
        while write(handle, [], end: true) != success { await Loop.settle() }
        #expect(await answers.done.next() == "0 200 9000000")
      })
  }
}
