import HTTPServing
import HTTPTestClient
import NIOCore
import NIOHTTP1
import Testing

@Suite struct ShutdownTests {
  @Test func `Shutdown lets a short request finish`() async throws {
    let (started, gate) = (Gate(), Gate())
    var limits = ServerLimits()
    limits.shutdownGrace = .seconds(60)
    try await serving(limits: limits) { router in
      router.on(.GET, at: "/") { _ in
        started.open()
        try await gate.pass()
        return .text("done")
      }
    } _: { address, server async throws in
      try await TestConnection.with(address) { connection async throws in
        try await connection.start("GET", "/")
        try await started.pass()
        async let stopped: Void = server.shutdown()
        try await TestConnection.refused(by: address)
        gate.open()
        let response = try await connection.response()
        #expect(response.text == "done")
        #expect(response.headers.first(name: "connection") == "close")
        await stopped
      }
    }
  }

  @Test func `Shutdown waits neither for a stream, an idle connection nor a request that does not end`() async throws {
    let started = Gate()
    try await serving { router in
      router.on(.GET, at: "/stream") { _ in
        Response(
          status: .ok,
          body: .stream { writer in
            try await writer.write("x")
            try await Gate().pass()
          })
      }
      router.on(.GET, at: "/wait") { _ in
        started.open()
        try await Gate().pass()
        return .text("late")
      }
    } _: { address, server async throws in
      try await TestConnection.with(address) { stream async throws in
        try await stream.start("GET", "/stream")
        _ = try await stream.head()
        _ = try await stream.chunk()
        try await TestConnection.with(address) { idle async throws in
          _ = try await idle.request("GET", "/none")
          try await TestConnection.with(address) { waiting async throws in
            try await waiting.start("GET", "/wait")
            try await started.pass()
            let clock = ContinuousClock()
            let start = clock.now
            await server.shutdown()
            #expect(clock.now - start < .seconds(5))
            #expect(try await stream.chunk() == nil)
            try await stream.end()
            try await idle.end()
            try await waiting.end()
          }
        }
      }
    }
  }

  @Test func `Cancelling run shuts the server down`() async throws {
    try await serving { router in
      router.on(.GET, at: "/") { _ in .text("ok") }
    } _: { address, server async throws in
      let running = Task { try await server.run() }
      try await TestConnection.with(address) { connection async throws in
        #expect(try await connection.request("GET", "/").status == 200)
        running.cancel()
        try await running.value
        try await connection.end()
      }
    }
  }
}
