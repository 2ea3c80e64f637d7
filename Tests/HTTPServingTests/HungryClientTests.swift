import HTTPServing
import HTTPTestClient
import NIOCore
import NIOHTTP1
import Testing

/// What a client costs that sends and does not read, or sends as slowly as it can (W-34).
@Suite struct HungryClientTests {
  @Test func `Answers that nobody reads do not pile up behind pipelined requests`() async throws {
    let handled = Counter()
    try await serving { router in
      router.on(.GET, at: "/large") { _ in
        handled.increment()
        return Response(status: .ok, body: .bytes(ByteBuffer(repeating: 0, count: 4 << 20)))
      }
      router.on(.GET, at: "/ping") { _ in .text("pong") }
    } _: { address, server async throws in
      try await TestConnection.with(address, readsAutomatically: false) { slow async throws in
        try await slow.send(String(repeating: "GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n", count: 200))
        try await TestConnection.with(address) { other async throws in
          for _ in 0..<50 { #expect(try await other.request("GET", "/ping").text == "pong") }
        }
        // The kernel's buffers take a few of them.
        #expect(handled.value < 20)
        await server.shutdown()
      }
    }
  }

  @Test func `Pipelined large answers all arrive when they are read`() async throws {
    try await serving { router in
      router.on(.GET, at: "/:n") {
        .text(($0.parameters["n"] ?? "") + String(repeating: "x", count: 300_000))
      }
    } _: { address, _ async throws in
      try await TestConnection.with(address) { connection async throws in
        try await connection.send((0..<20).map { "GET /\($0) HTTP/1.1\r\nHost: localhost\r\n\r\n" }.joined())
        for number in 0..<20 {
          #expect(try await connection.response().text.prefix { $0 != "x" } == String(number))
        }
      }
    }
  }

  @Test func `A stream whose reader takes nothing is cut off`() async throws {
    var limits = ServerLimits()
    limits.writeTimeout = .milliseconds(50)
    let ended = Gate()
    try await serving(limits: limits) { router in
      router.on(.GET, at: "/") { _ in
        Response(
          status: .ok,
          body: .stream { writer in
            defer { ended.open() }
            while true { try await writer.write(ByteBuffer(repeating: 0, count: 1 << 20)) }
          })
      }
    } _: { address, _ async throws in
      try await TestConnection.with(address, readsAutomatically: false) { slow async throws in
        try await slow.start("GET", "/")
        try await ended.pass()
      }
    }
  }

  @Test func `A body that only drips in is cut off`() async throws {
    var limits = ServerLimits()
    limits.bodyTimeout = .milliseconds(50)
    try await serving(limits: limits) { router in
      router.on(.POST, at: "/") { _ in .text("ok") }
    } _: { address, _ async throws in
      try await TestConnection.with(address) { connection async throws in
        try await connection.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n")
        await #expect(throws: (any Error).self) {
          while true {
            try await connection.send("x")
            try await Task.sleep(for: .milliseconds(5))
          }
        }
      }
    }
  }
}
