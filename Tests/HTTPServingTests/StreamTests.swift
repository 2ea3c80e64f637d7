import HTTPServing
import HTTPTestClient
import NIOCore
import NIOHTTP1
import Testing

@Suite struct StreamTests {
  @Test func `Each piece of a stream arrives when it is written`() async throws {
    let gate = Gate()
    try await serving { router in
      router.on(.GET, at: "/events") { _ in
        Response(
          status: .ok, headers: ["Content-Type": "text/event-stream"],
          body: .stream { writer in
            try await writer.write("data: 1\n\n")
            try await gate.pass()
            try await writer.write("data: 2\n\n")
          })
      }
      router.on(.GET, at: "/") { _ in .text("ok") }
    } _: { address, _ async throws in
      try await TestConnection.with(address) { connection async throws in
        try await connection.start("GET", "/events")
        #expect(try await connection.head().status == 200)
        #expect(try await connection.chunk() == ByteBuffer(string: "data: 1\n\n"))
        gate.open()
        #expect(try await connection.chunk() == ByteBuffer(string: "data: 2\n\n"))
        #expect(try await connection.chunk() == nil)
        #expect(try await connection.request("GET", "/").text == "ok")
      }
    }
  }

  @Test func `A stream whose client leaves is cancelled`() async throws {
    let ended = Gate()
    try await serving { router in
      router.on(.GET, at: "/") { _ in
        Response(
          status: .ok,
          body: .stream { writer in
            defer { ended.open() }
            try await writer.write("x")
            try await Gate().pass()
          })
      }
    } _: { address, _ async throws in
      try await TestConnection.with(address) { connection async throws in
        try await connection.start("GET", "/")
        _ = try await connection.head()
        _ = try await connection.chunk()
      }
      try await ended.pass()
    }
  }

  @Test func `A waiting handler whose client leaves is cancelled`() async throws {
    let (started, ended) = (Gate(), Gate())
    try await serving { router in
      router.on(.GET, at: "/") { _ in
        started.open()
        defer { ended.open() }
        try await Gate().pass()
        return .text("late")
      }
    } _: { address, _ async throws in
      try await TestConnection.with(address) { connection async throws in
        try await connection.start("GET", "/")
        try await started.pass()
      }
      try await ended.pass()
    }
  }

  @Test func `A stream that fails is cut off, not ended`() async throws {
    struct Broken: Error {}
    try await serving { router in
      router.on(.GET, at: "/") { _ in
        Response(
          status: .ok,
          body: .stream { writer in
            try await writer.write("x")
            throw Broken()
          })
      }
    } _: { address, _ async throws in
      try await TestConnection.with(address) { connection async throws in
        try await connection.start("GET", "/")
        _ = try await connection.head()
        _ = try await connection.chunk()
        await #expect(throws: TestConnectionError.closed) { try await connection.chunk() }
      }
    }
  }

  @Test func `A client that stops reading stops the writer`() async throws {
    let written = Counter()
    try await serving { router in
      router.on(.GET, at: "/") { _ in
        Response(
          status: .ok,
          body: .stream { writer in
            let piece = ByteBuffer(repeating: 0, count: 1 << 20)
            for _ in 0..<200 {
              try await writer.write(piece)
              written.increment()
            }
          })
      }
      router.on(.GET, at: "/ping") { _ in .text("pong") }
    } _: { address, server async throws in
      try await TestConnection.with(address, readsAutomatically: false) { slow async throws in
        try await slow.start("GET", "/")
        try await TestConnection.with(address) { other async throws in
          // The loop is not blocked by the stalled stream, and kernel buffers hold far less than 200 MiB.
          for _ in 0..<50 { #expect(try await other.request("GET", "/ping").text == "pong") }
        }
        #expect(written.value < 100)
        await server.shutdown()
      }
    }
  }
}
