import HTTPServing
import HTTPTestClient
import NIOCore
import NIOHTTP1
import Testing

@Suite struct RequestTests {
  @Test func `A handler sees method, decoded parameters, query, headers and body`() async throws {
    try await serving { router in
      router.on(.POST, at: "/v1/mcp/:tunnel/:channel") { request in
        let parts: [String?] = [
          request.method.rawValue, request.parameters["tunnel"], request.parameters["channel"], request.query["q"],
          request.query.values("c").joined(separator: "|"), request.headers.first(name: "X-Name"),
          String(buffer: request.body),
        ]
        return .text(parts.map { $0 ?? "-" }.joined(separator: ","))
      }
    } _: { address, _ async throws in
      try await TestConnection.with(address) { connection async throws in
        let response = try await connection.request(
          "POST", "/v1/mcp/a%2Fb/main?q=x%20y+z&c=1&c=2&flag", headers: ["X-Name": "v"], body: ByteBuffer(string: "hi"))
        #expect(response.status == 200)
        #expect(response.text == "POST,a/b,main,x y z,1|2,v,hi")
        #expect(response.headers.first(name: "content-type") == "text/plain; charset=utf-8")
      }
    }
  }

  @Test func `Requests follow one another on one connection, pipelined or not`() async throws {
    try await serving { router in
      router.on(.GET, at: "/:n") { .text($0.parameters["n"] ?? "") }
    } _: { address, _ async throws in
      try await TestConnection.with(address) { connection async throws in
        #expect(try await connection.request("GET", "/1").text == "1")
        try await connection.send("GET /2 HTTP/1.1\r\nHost: a\r\n\r\nGET /3 HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try await connection.response().text == "2")
        #expect(try await connection.response().text == "3")
      }
    }
  }

  @Test func `A path that is spelled out is no value of a parameter`() async throws {
    try await serving {
      $0.on(.GET, at: "/things/:id") { _ in .text("one") }
      $0.on(.POST, at: "/things/all") { _ in .text("all") }
    } _: { address, _ async throws in
      let response = try await TestConnection.with(address) { try await $0.request("GET", "/things/all") }
      #expect(response.status == 405 && response.headers["allow"] == ["POST"])
    }
  }

  @Test func `An unknown path is 404 and a wrong method is 405 with Allow`() async throws {
    try await serving { router in
      router.on(.GET, .HEAD, at: "/a") { _ in .text("a") }
      router.on(.POST, at: "/a") { _ in .text("b") }
    } _: { address, _ async throws in
      try await TestConnection.with(address) { connection async throws in
        let missing = try await connection.request("GET", "/b")
        #expect(missing.status == 404)
        #expect(missing.text == "404 page not found\n")
        let wrong = try await connection.request("DELETE", "/a")
        #expect(wrong.status == 405)
        #expect(wrong.headers.first(name: "allow") == "GET, HEAD, POST")
        let head = try await connection.request("HEAD", "/a")
        #expect(head.headers.first(name: "content-length") == "1")
      }
    }
  }

  @Test func `A body of several MiB passes through unchanged in both directions`() async throws {
    var limits = ServerLimits()
    limits.bodyBytes = 64 << 20
    try await serving(limits: limits) { router in
      router.on(.POST, at: "/echo") { request in
        Response(status: .ok, body: .chunks([ByteBuffer(string: "<"), request.body, ByteBuffer(string: ">")]))
      }
    } _: { address, _ async throws in
      try await TestConnection.with(address) { connection async throws in
        let body = ByteBuffer(bytes: (0..<(4 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        var response = try await connection.request("POST", "/echo", body: body).body
        #expect(response.readInteger() == UInt8(ascii: "<"))
        #expect(response.readSlice(length: body.readableBytes) == body)
        #expect(response.readInteger() == UInt8(ascii: ">"))
      }
    }
  }

  @Test func `A body beyond the limit is refused with 413, announced or chunked`() async throws {
    var limits = ServerLimits()
    limits.bodyBytes = 10
    try await serving(limits: limits) { router in
      router.on(.POST, at: "/") { .text("\($0.body.readableBytes)") }
    } _: { address, _ async throws in
      try await TestConnection.with(address) { connection async throws in
        #expect(try await connection.request("POST", "/", body: ByteBuffer(string: "0123456789")).text == "10")
        try await connection.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n")
        #expect(try await connection.response().status == 413)
        try await connection.send("01234567890")
        try await connection.end()
      }
      try await TestConnection.with(address) { connection async throws in
        try await connection.send(
          "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n01234567\r\n8\r\n01234567\r\n0\r\n\r\n")
        #expect(try await connection.response().status == 413)
        try await connection.end()
      }
    }
  }

  @Test func `A client that expects 100-continue is told to go on`() async throws {
    try await serving { router in
      router.on(.POST, at: "/") { .text(String(buffer: $0.body)) }
    } _: { address, _ async throws in
      try await TestConnection.with(address) { connection async throws in
        try await connection.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
        #expect(try await connection.response().status == 100)
        try await connection.send("ok")
        #expect(try await connection.response().text == "ok")
      }
    }
  }

  @Test func `A handler that throws answers 500, or what its HTTPError says`() async throws {
    struct Broken: Error {}
    try await serving { router in
      router.on(.GET, at: "/broken") { _ in throw Broken() }
      router.on(.GET, at: "/conflict") { _ in throw HTTPError(.conflict, "no") }
    } _: { address, _ async throws in
      try await TestConnection.with(address) { connection async throws in
        #expect(try await connection.request("GET", "/broken").status == 500)
        let response = try await connection.request("GET", "/conflict")
        #expect(response.status == 409)
        #expect(response.text == "no")
      }
    }
  }

  @Test func `Headers beyond the limit and garbage end the connection`() async throws {
    var limits = ServerLimits()
    limits.headerBytes = 1024
    try await serving(limits: limits) { router in
      router.on(.GET, at: "/") { _ in .text("ok") }
    } _: { address, _ async throws in
      for bytes in ["GET / HTTP/1.1\r\nX: \(String(repeating: "a", count: 5000))\r\n\r\n", "hello\r\n\r\n"] {
        try await TestConnection.with(address) { connection async throws in
          try await connection.send(bytes)
          #expect(try await connection.response().status == 400)
          try await connection.end()
        }
      }
    }
  }

  @Test func `A connection that never sends a request is closed after the header timeout`() async throws {
    var limits = ServerLimits()
    limits.headerTimeout = .milliseconds(30)
    try await serving(limits: limits) { _ in
    } _: { address, _ async throws in
      try await TestConnection.with(address) { connection async throws in
        // The server may have closed before the first byte was out.
        try? await connection.send("GET / HTTP/1.1\r\n")
        try await connection.end()
      }
    }
  }

  @Test func `Connection close and HTTP 1.0 are honoured`() async throws {
    try await serving { router in
      router.on(.GET, at: "/") { _ in .text("ok") }
    } _: { address, _ async throws in
      for request in ["GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "GET / HTTP/1.0\r\n\r\n"] {
        try await TestConnection.with(address) { connection async throws in
          try await connection.send(request)
          let response = try await connection.response()
          #expect(response.text == "ok")
          #expect(response.headers.first(name: "connection") == "close")
          try await connection.end()
        }
      }
    }
  }

  @Test func `A request that asks for another protocol is answered in this one, as the last of its connection`()
    async throws
  {
    try await serving { router in
      router.on(.POST, at: "/") { .text(String(buffer: $0.body)) }
    } _: { address, _ async throws in
      try await TestConnection.with(address) { connection async throws in
        let headers = ["Connection": "Upgrade, HTTP2-Settings", "Upgrade": "h2c", "HTTP2-Settings": "AAMAAABkAAQ"]
        let response = try await connection.request("POST", "/", headers: headers, body: ByteBuffer(string: "body"))
        #expect(response.text == "body")
        #expect(response.headers.first(name: "connection") == "close")
        try await connection.end()
      }
    }
  }

  @Test func `A whole URL as the target is understood, and its host is the one that counts`() async throws {
    try await serving { router in
      router.on(.GET, at: "/a", behind: [HostGuard()]) { .text($0.query["q"] ?? "") }
    } _: { address, _ async throws in
      try await TestConnection.with(address) { connection async throws in
        #expect(try await connection.request("GET", "http://localhost:1/a?q=1").text == "1")
        #expect(try await connection.request("GET", "http://evil.example/a?q=1").status == 403)
      }
    }
  }
}
