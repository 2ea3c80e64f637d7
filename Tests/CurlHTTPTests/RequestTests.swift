import CurlHTTP
import Glibc
import NIOCore
import TestServer
import Testing

@NetworkLoop
@Suite(.timeLimit(.minutes(1))) struct RequestTests {
  @Test func aGETArrivesAsItWasAskedFor() async throws {
    let requests = Mailbox<TestRequest>()
    let answer: @Sendable (TestRequest) -> TestResponse = { request in
      requests.put(request)
      return TestResponse(
        200, headers: [("X-A", "1"), ("x-a", " 2 "), ("Content-Type", "Application/JSON; x=1")], "hi")
    }
    try await TestServer.with(
      answer: answer,
      { server in
        let headers = HTTPFields(["X-One": "a", "X-One": "b", "Empty": "", "Accept": "text/plain"])
        let response = try await HTTPClient().send(
          HTTPRequest(method: "GET", url: server.url + "/a/b?c=%20d", headers: headers))
        let request = await requests.next()
        #expect(request.method == "GET")
        #expect(request.target == "/a/b?c=%20d")
        #expect(request.headers.filter { $0.name == "x-one" }.map(\.value) == ["a", "b"])
        #expect(request.header("empty") == "")
        #expect(request.headers.filter { $0.name == "accept" }.map(\.value) == ["text/plain"])
        #expect(request.header("host") == "127.0.0.1:\(server.port)")
        #expect(request.header("expect") == nil)
        #expect(request.header("user-agent") == nil, "who we are is for the caller to say")
        #expect(response.head.status == 200)
        #expect(response.head.headers.all("x-a") == ["1", "2"])
        #expect(response.head.mediaType == "application/json")
        #expect(response.head.contentLength == 2)
        #expect(String(buffer: response.body) == "hi")
      })
  }

  @Test func aHeaderThatWouldSmuggleAnotherIsLeftOut() async throws {
    let requests = Mailbox<TestRequest>()
    let answer: @Sendable (TestRequest) -> TestResponse = { request in
      requests.put(request)
      return TestResponse(204)
    }
    try await TestServer.with(
      answer: answer,
      { server in
        let headers = HTTPFields(["A": "1\r\nEvil: 1", "B\r\nEvil": "1", "C:Evil": "1", "D": "tab\there", "": "x"])
        _ = try await HTTPClient().send(HTTPRequest(method: "GET", url: server.url, headers: headers))
        let request = await requests.next()
        #expect(!request.headers.contains { $0.name.contains("evil") || $0.value.contains("Evil") })
        #expect(request.header("d") == "tab\there")
      })
  }

  @Test(arguments: ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
  func aMethodWithoutABodySendsNone(method: String) async throws {
    try await TestServer.with(
      answer: { TestResponse(200, "\($0.method) \($0.body.count) \($0.header("content-type") ?? "untyped")") },
      { server in
        let response = try await HTTPClient().send(HTTPRequest(method: method, url: server.url))
        #expect(String(buffer: response.body) == "\(method) 0 untyped")
      })
  }

  @Test func aHEADHasNoBodyWhateverItsLengthSays() async throws {
    let script: TestServer.Script = { connection in
      _ = connection.readRequest()
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
      connection.waitForEnd()
    }
    try await TestServer.with(
      script: script,
      { server in
        let response = try await HTTPClient().send(HTTPRequest(method: "HEAD", url: server.url))
        #expect(response.head.contentLength == 100)
        #expect(response.body.readableBytes == 0)
      })
  }

  @Test(arguments: [1, 1000, 65_536, 65_537, 4 << 20])
  func aBodyOfAnySizeGoesBothWaysUnchanged(size: Int) async throws {
    let bytes = noise(size)
    try await TestServer.with(
      answer: { TestResponse(200, body: $0.body) },
      { server in
        for parts in [
          [bytes], stride(from: 0, to: size, by: size / 3 + 1).map { Array(bytes[$0..<min($0 + size / 3 + 1, size)]) },
        ] {
          let request = HTTPRequest(
            method: "POST", url: server.url, body: .segments(parts.map { ByteBuffer(bytes: $0) }))
          let response = try await HTTPClient().send(request)
          #expect(response.body == ByteBuffer(bytes: bytes))
        }
      })
  }

  @Test(arguments: ["PUT", "PATCH", "DELETE"])
  func otherMethodsCarryBodiesToo(method: String) async throws {
    try await TestServer.with(
      answer: { TestResponse(200, "\($0.method) \($0.text)") },
      { server in
        for body in ["small", String(repeating: "x", count: 100_000)] {
          let request = HTTPRequest(method: method, url: server.url, body: .segments([ByteBuffer(string: body)]))
          let response = try await HTTPClient().send(request)
          #expect(String(buffer: response.body) == "\(method) \(body)")
        }
      })
  }

  @Test("One connection serves one request after the other (CP-07)")
  func keepAlive() async throws {
    try await TestServer.with(
      answer: { TestResponse(200, $0.target) },
      { server in
        for index in 0..<20 {
          let response = try await HTTPClient().send(HTTPRequest(method: "GET", url: server.url + "/\(index)"))
          #expect(String(buffer: response.body) == "/\(index)")
        }
        #expect(server.connectionCount == 1)
      })
  }

  @Test func aConnectionThatTheServerClosedIsReplacedWithoutAnError() async throws {
    let answer: @Sendable (TestRequest) -> TestResponse = { _ in TestResponse(200, closes: true) }
    try await TestServer.with(
      answer: answer,
      { server in
        for _ in 0..<5 { _ = try await HTTPClient().send(HTTPRequest(method: "GET", url: server.url)) }
        #expect(server.connectionCount == 5)
      })
  }

  @Test("A slow request does not hold up another (CP-07)")
  func parallelRequests() async throws {
    let gate = Gate()
    let answer: @Sendable (TestRequest) -> TestResponse = { request in
      if request.target == "/slow" { gate.pass() }
      return TestResponse(200, request.target)
    }
    try await TestServer.with(
      answer: answer,
      { server in
        let url = server.url
        async let slow = HTTPClient().send(HTTPRequest(method: "GET", url: url + "/slow"))
        #expect(
          String(buffer: try await HTTPClient().send(HTTPRequest(method: "GET", url: url + "/fast")).body) == "/fast")
        gate.open()
        let answer = try await slow
        #expect(String(buffer: answer.body) == "/slow")
      })
  }

  @Test("A compressed answer arrives decoded, and is asked for (CP-02)")
  func gzip() async throws {
    // `printf 'hello hello hello' | gzip -n`
    let packed: [UInt8] = [
      0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 0x57, 0xC8, 0x40, 0x90, 0, 0x80, 0x88, 0xF9,
      0xE5,
      0x11, 0, 0, 0,
    ]
    let requests = Mailbox<TestRequest>()
    let answer: @Sendable (TestRequest) -> TestResponse = { request in
      requests.put(request)
      return TestResponse(200, headers: [("Content-Encoding", "gzip")], body: packed)
    }
    try await TestServer.with(
      answer: answer,
      { server in
        let response = try await HTTPClient().send(HTTPRequest(method: "GET", url: server.url))
        #expect(String(buffer: response.body) == "hello hello hello")
        #expect(await requests.next().header("accept-encoding") == "gzip, deflate")
      })
  }

  @Test func aUnixSocketIsDialledInPlaceOfTheHost() async throws {
    let path = "/tmp/tunnel-curl-\(getpid()).sock"
    unlink(path)
    let answer: @Sendable (TestRequest) -> TestResponse = { TestResponse(200, $0.header("host") ?? "") }
    try await TestServer.with(
      unixSocket: path, answer: answer,
      { _ in
        let request = HTTPRequest(method: "GET", url: "http://mcp.internal/x", unixSocket: path)
        let response = try await HTTPClient().send(request)
        #expect(String(buffer: response.body) == "mcp.internal")
      })
  }

  @Test func aStreamedBodyIsSentPieceByPiece() async throws {
    let received = Mailbox<[UInt8]>()
    let script: TestServer.Script = { connection in
      guard let request = connection.readRequest() else { return }
      received.put(request.body)
      connection.send(TestResponse(200, request.header("transfer-encoding") ?? ""))
    }
    try await TestServer.with(
      script: script,
      { server in
        let receiver = Receiver(.collect)
        let transfer = HTTPClient().start(
          HTTPRequest(method: "POST", url: server.url, body: .streamed), receiver: receiver)
        let bytes = noise(500_000)
        for start in stride(from: 0, to: bytes.count, by: 50_000) {
          // Let libcurl find nothing to send, so that it has to be woken.
          try await LoopClock.sleep(for: .milliseconds(1))
          transfer.write(ByteBuffer(bytes: bytes[start..<start + 50_000]), end: false)
        }
        transfer.write(ByteBuffer(), end: true)
        #expect(await receiver.events.next { if case .done = $0 { true } else { false } } == .done(nil))
        #expect(await received.next() == bytes)
        #expect(String(buffer: transfer.body) == "chunked")
      })
  }

  @Test func aStreamedAnswerComesAsItIsSent() async throws {
    let gate = Gate()
    let script: TestServer.Script = { connection in
      _ = connection.readRequest()
      connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
      gate.pass()
      connection.send("2\r\nde\r\n0\r\nTrailer: x\r\n\r\n")
    }
    try await TestServer.with(
      script: script,
      { server in
        let receiver = Receiver(.stream)
        HTTPClient().start(HTTPRequest(method: "GET", url: server.url), receiver: receiver)
        #expect(await receiver.events.next() == .head(200))
        #expect(await receiver.events.next() == .data(3))
        gate.open()
        #expect(await receiver.events.next() == .data(2))
        #expect(await receiver.events.next() == .done(nil))
      })
  }

  @Test func interimAnswersAreNotTheAnswer() async throws {
    let script: TestServer.Script = { connection in
      _ = connection.readRequest()
      connection.send("HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx")
    }
    try await TestServer.with(
      script: script,
      { server in
        let response = try await HTTPClient().send(HTTPRequest(method: "GET", url: server.url))
        #expect(response.head.status == 200)
        #expect(response.head.headers.first("x-early") == nil)
      })
  }

  @Test("An early refusal is heard while the body is still being sent (W-16)")
  func earlyRefusal() async throws {
    let script: TestServer.Script = { connection in
      _ = connection.readHead()
      connection.send(TestResponse(413, "too large"))
      connection.waitForEnd()
    }
    try await TestServer.with(
      script: script,
      { server in
        let body = HTTPRequest.Body.segments([ByteBuffer(bytes: [UInt8](repeating: 1, count: 32 << 20))])
        let response = try await HTTPClient().send(HTTPRequest(method: "POST", url: server.url, body: body))
        #expect(response.head.status == 413)
        #expect(String(buffer: response.body) == "too large")
      })
  }
}
