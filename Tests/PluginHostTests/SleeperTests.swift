import CurlHTTP
import Testing

@testable import PluginHost

/// The pool of `tunnel/simple_blocking.h`.
@NetworkLoop
@Suite(.timeLimit(.minutes(1))) struct SleeperTests {
  @Test func aBlockingAnswerDoesNotHoldUpTheNext() async throws {
    let bound = try Bound("sleeper")
    let (slow, slowEvents) = try bound.start(request(ms: 50_000))
    #expect(slow != nil)
    #expect(
      try await bound.call("sleep", params: #"{"ms":1}"#)
        == [#"response {"jsonrpc":"2.0","id":1,"result":{"slept_ms":1}}"#, "finished none"])
    #expect(slowEvents.seen.isEmpty)
    bound.binding.cancel(try #require(slow), reason: .deadline)
    #expect(bound.binding.exchangeCount == 0)
    // Its thread sleeps on: the binding is given up, and the instance left alone.
    await bound.binding.close(within: .milliseconds(100))
    #expect(bound.warnings.last == "plugin com.example.sleeper \(PluginFault.neverClosed.rawValue)")
  }

  @Test func badParamsAreAJSONRPCErrorOfThePlugin() async throws {
    let bound = try Bound("sleeper")
    let error = #"{"code":-32602,"message":"ms must be between 0 and 60000"}"#
    #expect(
      try await bound.call("sleep", params: #"{"ms":-1}"#)
        == [#"response {"jsonrpc":"2.0","id":1,"error":\#(error)}"#, "finished none"])
    await bound.binding.close()
  }

  @Test func whatWaitsForAThreadIsDroppedWhenCancelled() async throws {
    let bound = try Bound("sleeper")
    let started = try (0..<300).map { _ in try bound.start(request(ms: 1000)) }
    // Four are at work, 256 wait, the rest was refused.
    #expect((256...260).contains(started.count { $0.0 != nil }))
    for (exchange, _) in started { if let exchange { bound.binding.cancel(exchange, reason: .deadline) } }
    await bound.binding.close()
    #expect(started.allSatisfy { $0.1.seen.isEmpty })
    #expect(bound.binding.faultCount == 0)
  }

  @Test func manyCallsAtOnceAreEachAnsweredOnce() async throws {
    let bound = try Bound("sleeper")
    let started = try (0..<200).map { _ in try bound.start(request(ms: 0)) }
    for (exchange, events) in started {
      #expect(exchange != nil)
      #expect(await events.untilFinished().count == 2)
    }
    #expect(bound.binding.faultCount == 0)
    await bound.binding.close()
  }

  private func request(ms: Int) -> String {
    #"{"jsonrpc":"2.0","id":1,"method":"sleep","params":{"ms":\#(ms)}}"#
  }
}
