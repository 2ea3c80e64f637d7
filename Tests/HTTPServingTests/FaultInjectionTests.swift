import HTTPServing
import HTTPTestClient
import NIOHTTP1
import Synchronization
import Testing

@Suite struct FaultInjectionTests {
  @Test func `A share of the requests fails, a share is answered to nobody, and the rest passes`() async throws {
    let numbers = Mutex([0.05, 0.5, 0.5, 0.5, 0.15])
    var rates = FaultInjection.Rates()
    rates.errors = 0.1
    rates.drops = 0.2
    let faults = FaultInjection(rates) { numbers.withLock { $0.removeFirst() } }
    let handled = Counter()
    try await serving { router in
      router.on(.GET, at: "/", behind: [faults]) { _ in
        handled.increment()
        return .text("ok")
      }
    } _: { address, _ async throws in
      try await TestConnection.with(address) { connection async throws in
        #expect(try await connection.request("GET", "/").status == 503)
        #expect(try await connection.request("GET", "/").status == 200)
        await #expect(throws: TestConnectionError.closed) { try await connection.request("GET", "/") }
      }
    }
    #expect(handled.value == 2)
  }

  @Test func `Without rates nothing is asked of chance`() async throws {
    let faults = FaultInjection(FaultInjection.Rates()) {
      Issue.record("asked")
      return 0
    }
    try await serving { router in
      router.on(.GET, at: "/", behind: [faults]) { _ in .text("ok") }
    } _: { address, _ async throws in
      try await TestConnection.with(address) { connection async throws in
        #expect(try await connection.request("GET", "/").status == 200)
      }
    }
  }
}
