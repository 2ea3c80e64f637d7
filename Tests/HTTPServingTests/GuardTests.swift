import HTTPServing
import HTTPTestClient
import NIOHTTP1
import Testing

@Suite struct GuardTests {
  @Test(arguments: [
    ("localhost", 200), ("LOCALHOST:8080", 200), ("127.0.0.1", 200), ("127.8.9.1:80", 200), ("[::1]:8080", 200),
    ("tunnel.test:1", 200), ("evil.example", 403), ("127.0.0.1.evil.example", 403), ("10.0.0.1", 403), ("", 403),
    ("localhost.evil.example:80", 403), ("[::2]", 403), ("localhost.:80", 200), ("[::1]evil.example", 403),
    ("[::1]:evil.example", 403), ("127.0.0.1:80.evil.example", 403), ("localhost:evil", 403), ("[::1", 403),
    ("evil@localhost", 403), ("localhost,evil.example", 403), ("0.0.0.0", 403), ("2130706433", 403),
  ])
  func `The host guard passes this machine's names only`(host: String, status: Int) async throws {
    try await serving { router in
      router.on(.GET, at: "/", behind: [HostGuard(names: ["tunnel.test"])]) { _ in .text("ok") }
    } _: { address, _ async throws in
      try await TestConnection.with(address) { connection async throws in
        #expect(try await connection.request("GET", "/", headers: ["Host": host]).status == status)
      }
    }
  }

  @Test func `The host guard may allow every address literal but no foreign name`() async throws {
    try await serving { router in
      router.on(.GET, at: "/", behind: [HostGuard(allowsAddressLiterals: true)]) { _ in .text("ok") }
    } _: { address, _ async throws in
      try await TestConnection.with(address) { connection async throws in
        #expect(try await connection.request("GET", "/", headers: ["Host": "10.0.0.1:80"]).status == 200)
        #expect(try await connection.request("GET", "/", headers: ["Host": "evil.example"]).status == 403)
      }
    }
  }

  @Test func `A request without Host or with two is refused`() async throws {
    try await serving { router in
      router.on(.GET, at: "/", behind: [HostGuard()]) { _ in .text("ok") }
    } _: { address, _ async throws in
      try await TestConnection.with(address) { connection async throws in
        try await connection.send("GET / HTTP/1.1\r\n\r\n")
        #expect(try await connection.response().status == 403)
        try await connection.send("GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n")
        #expect(try await connection.response().status == 403)
      }
    }
  }

  @Test(arguments: [
    ("POST", [:], 200), ("POST", ["Origin": "http://localhost:80"], 200),
    ("POST", ["Origin": "http://evil.example"], 403), ("POST", ["Origin": "null"], 403),
    ("POST", ["Origin": "http://localhost:81"], 403), ("POST", ["Sec-Fetch-Site": "cross-site"], 403),
    ("POST", ["Sec-Fetch-Site": "same-origin"], 200), ("GET", ["Origin": "http://evil.example"], 200),
    ("DELETE", ["Origin": "http://evil.example"], 403), ("POST", ["Sec-Fetch-Site": "same-site"], 403),
    ("POST", ["Sec-Fetch-Site": "none"], 200), ("POST", ["Referer": "http://evil.example/"], 403),
    ("POST", ["Referer": "http://localhost:80/ui"], 200), ("POST", ["Origin": ""], 403),
  ])
  func `The origin guard refuses state changes on behalf of another site`(
    method: String, headers: [String: String], status: Int
  ) async throws {
    try await serving { router in
      router.on(.GET, .POST, .DELETE, at: "/", behind: [OriginGuard()]) { _ in .text("ok") }
    } _: { address, _ async throws in
      try await TestConnection.with(address) { connection async throws in
        let headers = headers.merging(["Host": "localhost:80"]) { first, _ in first }
        #expect(try await connection.request(method, "/", headers: headers).status == status)
      }
    }
  }

  @Test func `Two origins have to be this one's both`() async throws {
    try await serving { router in
      router.on(.POST, at: "/", behind: [OriginGuard()]) { _ in .text("ok") }
    } _: { address, _ async throws in
      try await TestConnection.with(address) { connection async throws in
        for (second, status) in [("http://localhost", 200), ("http://evil.example", 403)] {
          try await connection.send(
            "POST / HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\nOrigin: \(second)\r\n"
              + "Content-Length: 0\r\n\r\n")
          #expect(try await connection.response().status == status)
        }
      }
    }
  }

  @Test(arguments: [
    "Forwarded", "X-Forwarded-For", "x-forwarded-proto", "X-Real-IP", "Via", "CF-Connecting-IP", "True-Client-IP",
  ])
  func `Whoever comes through a reverse proxy is not local`(header: String) async throws {
    try await serving { router in
      router.on(.GET, at: "/", behind: [LocalPeerGuard(message: "no")]) { _ in .text("ok") }
    } _: { address, _ async throws in
      try await TestConnection.with(address) { connection async throws in
        #expect(try await connection.request("GET", "/", headers: [header: "203.0.113.7"]).status == 403)
        #expect(try await connection.request("GET", "/", headers: ["X-Forwarding": "x"]).status == 200)
      }
    }
  }

  @Test func `A local peer passes the peer guard and is named`() async throws {
    try await serving { router in
      router.on(.GET, at: "/", behind: [LocalPeerGuard(message: "no")]) { .text($0.peer.description) }
    } _: { address, _ async throws in
      try await TestConnection.with(address) { connection async throws in
        #expect(try await connection.request("GET", "/").text.hasPrefix("127.0.0.1:"))
      }
    }
  }
}
