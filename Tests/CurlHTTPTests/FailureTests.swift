import CurlHTTP
import NIOCore
import TestServer
import Testing

/// What goes wrong is told apart by libcurl's code and the socket's error (dataplane spec 12.3, W-31).
@NetworkLoop
@Suite(.timeLimit(.minutes(1))) struct FailureTests {
  private func failure(
    _ script: @escaping TestServer.Script, body: HTTPRequest.Body = .none, timeout: Duration? = nil
  ) async throws -> HTTPFailure? {
    try await TestServer.with(
      script: script,
      { server in
        let method = if case .none = body { "GET" } else { "POST" }
        return await sendingFailure(
          of: HTTPRequest(method: method, url: server.url, body: body, timeout: timeout))
      })
  }

  @Test func aRefusedConnection() async throws {
    let failure = await sendingFailure(of: HTTPRequest(method: "GET", url: try refusingURL()))
    #expect(failure?.source == .connect)
    #expect(failure?.kind == "connection_refused")
  }

  @Test func aUnixSocketThatIsNotThere() async throws {
    let failure = await sendingFailure(
      of: HTTPRequest(method: "GET", url: "http://x/", unixSocket: "/tmp/no-such.sock"))
    #expect(failure?.source == .connect)
    #expect(failure?.kind == "connection_refused")
  }

  @Test func aNameThatDoesNotExist() async {
    let failure = await sendingFailure(of: HTTPRequest(method: "GET", url: "http://does-not-exist.invalid/"))
    #expect(failure?.source == .dns)
    #expect(failure?.kind == "dns")
    #expect(failure?.detail.contains("does-not-exist.invalid") == true)
  }

  @Test func plainTextOnATLSPort() async throws {
    let script: TestServer.Script = { connection in
      connection.send("HTTP/1.1 400 Bad Request\r\n\r\n")
      connection.waitForEnd()
    }
    try await TestServer.with(
      script: script,
      { server in
        let failure = await sendingFailure(of: HTTPRequest(method: "GET", url: "https://127.0.0.1:\(server.port)/"))
        #expect(failure?.source == .tls)
        #expect(failure?.kind == "tls")
      })
  }

  @Test func aCloseBeforeTheAnswer() async throws {
    let failure = try await failure({ _ = $0.readRequest() })
    #expect(failure?.source == .closed)
    #expect(failure?.kind == "eof")
  }

  @Test func aResetBeforeTheAnswer() async throws {
    let failure = try await failure({ connection in
      _ = connection.readRequest()
      connection.reset()
    })
    #expect(failure?.source == .closed)
    #expect(failure?.kind == "connection_reset")
  }

  /// RFC 9110 §9.2.2: the server may have acted on what it read; libcurl alone would send it six times.
  @Test(arguments: [true, false], [8, 200_000])
  func aPOSTOnAUsedConnectionThatClosesIsNotSentAgain(resets: Bool, size: Int) async throws {
    let posts = Mailbox<Int>()
    let script: TestServer.Script = { connection in
      while let request = connection.readRequest() {
        if request.method == "POST" {
          posts.put(request.body.count)
          return resets ? connection.reset() : ()
        }
        connection.send(TestResponse(204))
      }
    }
    try await TestServer.with(
      script: script,
      { server in
        #expect(await sendingFailure(of: HTTPRequest(method: "GET", url: server.url)) == nil)
        let body = HTTPRequest.Body.segments([ByteBuffer(repeating: 120, count: size)])
        let failure = await sendingFailure(of: HTTPRequest(method: "POST", url: server.url, body: body))
        #expect(failure?.source == .closed, "\(String(describing: failure))")
        #expect(posts.all == [size])
        // Whatever the failure left behind, the next request does not inherit it.
        #expect(await sendingFailure(of: HTTPRequest(method: "GET", url: server.url)) == nil)
      })
  }

  /// libcurl reports what came of its second attempt; the caller must know that there was a first.
  @Test func aPOSTThatWasSentIsNoRefusedConnection() async throws {
    let listener = Mailbox<TestServer>()
    let server = try TestServer(script: { connection in
      while let request = connection.readRequest() {
        guard request.method == "POST" else {
          connection.send(TestResponse(204))
          continue
        }
        listener.all.first?.stop()
        return connection.reset()
      }
    })
    defer { server.stop() }
    listener.put(server)
    #expect(await sendingFailure(of: HTTPRequest(method: "GET", url: server.url)) == nil)
    let body = HTTPRequest.Body.segments([ByteBuffer(string: "abc")])
    let failure = await sendingFailure(of: HTTPRequest(method: "POST", url: server.url, body: body))
    #expect(failure?.source == .closed, "\(String(describing: failure))")
  }

  /// It died while nobody looked: that costs a new connection and no error.
  @Test func aConnectionThatClosedWhileIdleIsNotUsed() async throws {
    let script: TestServer.Script = { connection in
      guard let request = connection.readRequest() else { return }
      connection.send(TestResponse(200, "\(request.body.count)"))
    }
    try await TestServer.with(
      script: script,
      { server in
        for _ in 0..<3 {
          let body = HTTPRequest.Body.segments([ByteBuffer(string: "abc")])
          #expect(await sendingFailure(of: HTTPRequest(method: "POST", url: server.url, body: body)) == nil)
          try await LoopClock.sleep(for: .milliseconds(5))
        }
      })
  }

  @Test func aBodyShorterThanPromised() async throws {
    let failure = try await failure({ connection in
      _ = connection.readRequest()
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
    })
    #expect(failure?.source == .closed)
    #expect(failure?.kind == "unexpected_eof")
  }

  @Test func aChunkedBodyWithoutItsEnd() async throws {
    let failure = try await failure({ connection in
      _ = connection.readRequest()
      connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc")
    })
    #expect(failure?.source == .closed)
    #expect(failure?.kind == "unexpected_eof")
  }

  @Test(arguments: [
    "this is not HTTP\r\n\r\n", "HTTP/1.1 banana\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: banana\r\n\r\nx",
    "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 9\r\n\r\nnot gzip!",
  ])
  func anAnswerThatIsNotHTTP(bytes: String) async throws {
    let failure = try await failure({ connection in
      _ = connection.readRequest()
      connection.send(bytes)
      connection.waitForEnd()
    })
    #expect(failure?.source == .protocol, "\(String(describing: failure))")
    #expect(failure?.kind == "invalid_protocol_response")
  }

  @Test func aChunkWithoutALengthLooksToLibcurlLikeALostConnection() async throws {
    let failure = try await failure({ connection in
      _ = connection.readRequest()
      connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n")
      connection.waitForEnd()
    })
    #expect(failure?.source == .closed)
    #expect(failure?.kind == "connection_closed")
  }

  @Test(arguments: ["ftp://127.0.0.1/", "file:///etc/passwd", "http://", "not a url"])
  func aURLThatIsNeitherHTTPNorHTTPS(url: String) async {
    #expect(await sendingFailure(of: HTTPRequest(method: "GET", url: url))?.source == .protocol)
  }

  @Test func aServerThatDoesNotAnswerInTime() async throws {
    let failure = try await failure({ $0.waitForEnd() }, timeout: .milliseconds(50))
    #expect(failure?.source == .timeout)
    #expect(failure?.kind == "timeout")
  }

  @Test func aBodyThatDoesNotEndInTime() async throws {
    let failure = try await failure(
      { connection in
        _ = connection.readRequest()
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
        connection.waitForEnd()
      }, timeout: .milliseconds(50))
    #expect(failure?.source == .timeout)
  }

  @Test func aBodyOverTheLimit() async throws {
    try await TestServer.with(
      answer: { _ in TestResponse(200, "12345") },
      { server in
        let request = HTTPRequest(method: "GET", url: server.url)
        #expect(await sendingFailure(of: request, bodyLimit: 4)?.source == .tooLarge)
        #expect(await sendingFailure(of: request, bodyLimit: 4)?.kind == "response_body_too_large")
        let failure = await sendingFailure(of: request, bodyLimit: 5)
        #expect(failure == nil)
      })
  }

  @Test func aTaskThatIsCancelledCancelsItsTransfer() async throws {
    let arrived = Mailbox<Void>()
    let ended = Mailbox<Void>()
    let script: TestServer.Script = { connection in
      _ = connection.readRequest()
      arrived.put(())
      connection.waitForEnd()
      ended.put(())
    }
    try await TestServer.with(
      script: script,
      { server in
        let request = HTTPRequest(method: "GET", url: server.url)
        let task = Task { await sendingFailure(of: request) }
        await arrived.next()
        task.cancel()
        #expect(await task.value?.source == .cancelled)
        await ended.next()
      })
  }

  @Test func aTransferThatIsCancelledAtOnceEndsOnce() async throws {
    try await TestServer.with(
      answer: { _ in TestResponse(200) },
      { server in
        let receiver = Receiver(.collect)
        let transfer = HTTPClient().start(HTTPRequest(method: "GET", url: server.url), receiver: receiver)
        transfer.cancel()
        transfer.cancel()
        #expect(receiver.events.all.isEmpty, "never within the call")
        #expect(await receiver.events.next() == .done("canceled"))
        try await LoopClock.sleep(for: .milliseconds(1))
        #expect(receiver.events.all.count == 1)
      })
  }

  @Test func aQuietStreamThatNobodyWantsEndsAtItsHead() async throws {
    let script: TestServer.Script = { connection in
      _ = connection.readRequest()
      connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
      connection.waitForEnd()
    }
    try await TestServer.with(
      script: script,
      { server in
        let receiver = Receiver(.cancel)
        HTTPClient().start(HTTPRequest(method: "GET", url: server.url), receiver: receiver)
        #expect(await receiver.events.next() == .head(200))
        #expect(await receiver.events.next() == .done("canceled"))
      })
  }
}
