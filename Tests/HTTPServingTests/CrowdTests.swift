import HTTPServing
import HTTPTestClient
import NIOCore
import NIOHTTP1
import Testing

/// More connections than there are places for.
@Suite(.timeLimit(.minutes(1))) struct CrowdTests {
  private func limits(_ connections: Int, reserve: Int) -> ServerLimits {
    var limits = ServerLimits()
    limits.connections = connections
    limits.reserveConnections = reserve
    limits.reservePaths = ["/probe", "/slow-probe"]
    // Nothing here ends by itself.
    limits.headerTimeout = .seconds(600)
    return limits
  }

  /// `/slow` and `/slow-probe` say when they began, and go on when `gate` opens.
  private func addRoutes(to router: inout Router, started: AsyncStream<Void>.Continuation, gate: Gate) {
    router.onAny(at: "/") { _ in .text("ok") }
    router.on(.GET, at: "/probe") { _ in .text("live") }
    for path in ["/slow", "/slow-probe"] {
      router.on(.GET, at: path) { _ in
        started.yield()
        try await gate.pass()
        return .text("done")
      }
    }
  }

  @Test func `The connection that has been idle the longest makes room`() async throws {
    try await serving(limits: limits(2, reserve: 0)) { router in
      router.on(.GET, at: "/") { _ in .text("ok") }
    } _: { address, _ async throws in
      try await TestConnection.with(address) { first async throws in
        #expect(try await first.request("GET", "/").status == 200)
        try await TestConnection.with(address) { second async throws in
          #expect(try await second.request("GET", "/").status == 200)
          try await TestConnection.with(address) { third async throws in
            #expect(try await third.request("GET", "/").status == 200)
            try await first.end()
            #expect(try await second.request("GET", "/").status == 200)
          }
        }
      }
    }
  }

  @Test func `A connection that stays silent makes room too`() async throws {
    try await serving(limits: limits(1, reserve: 0)) { router in
      router.on(.GET, at: "/") { _ in .text("ok") }
    } _: { address, _ async throws in
      try await TestConnection.with(address) { silent async throws in
        try await TestConnection.with(address) { other async throws in
          #expect(try await other.request("GET", "/").status == 200)
        }
        try await silent.end()
      }
    }
  }

  @Test func `A probe is answered when all connections are at work, and others hear that they are`() async throws {
    let (starts, started) = AsyncStream.makeStream(of: Void.self)
    let gate = Gate()
    try await serving(limits: limits(1, reserve: 1)) {
      addRoutes(to: &$0, started: started, gate: gate)
    } _: {
      address, _ async throws in
      try await TestConnection.with(address) { busy async throws in
        try await busy.start("GET", "/slow")
        for await _ in starts { break }
        for (method, target, status) in [("GET", "/probe?x", 200), ("GET", "/", 503), ("POST", "/", 503)] {
          try await TestConnection.with(address) { other async throws in
            let body = method == "POST" ? ByteBuffer(string: "1234") : nil
            let response = try await other.request(method, target, body: body)
            #expect(response.status == status)
            #expect(response.headers.first(name: "connection") == "close")
            try await other.end()
          }
        }
        gate.open()
        #expect(try await busy.response().text == "done")
        #expect(try await busy.request("GET", "/").status == 200)
      }
    }
  }

  @Test func `On reserve too the silent make room, and when all are at work no more are let in`() async throws {
    let (starts, started) = AsyncStream.makeStream(of: Void.self)
    let gate = Gate()
    try await serving(limits: limits(1, reserve: 1)) {
      addRoutes(to: &$0, started: started, gate: gate)
    } _: {
      address, _ async throws in
      try await TestConnection.with(address) { busy async throws in
        try await busy.start("GET", "/slow")
        var iterator = starts.makeAsyncIterator()
        await iterator.next()
        try await TestConnection.with(address) { silent async throws in
          try await TestConnection.with(address) { probe async throws in
            try await probe.start("GET", "/slow-probe")
            await iterator.next()
            try await silent.end()
            try await TestConnection.with(address) { try await $0.end() }
            gate.open()
            #expect(try await probe.response().text == "done")
          }
        }
      }
    }
  }
}
