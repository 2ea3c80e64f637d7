import CurlHTTP
import NIOCore
import Testing

@testable import PluginHost

/// What a plugin does wrong is counted and logged with its name, and costs nobody but itself.
@NetworkLoop
@Suite(.timeLimit(.minutes(1))) struct MisbehaviourTests {
  private static let answer = #"response {"jsonrpc":"2.0","id":1,"result":{}}"#

  @Test(arguments: [
    ("finish-twice", PluginFault.finishTwice), ("emit-after-finish", .messageAfterFinish),
    ("two-responses", .secondResponse),
  ])
  func aWordTooManyIsCountedAndLoggedAndChangesNothing(method: String, fault: PluginFault) async throws {
    let bound = try Bound("misbehave")
    #expect(await answers(of: method, bound) == [Self.answer, "finished none"])
    #expect(bound.binding.faultCount == 1)
    #expect(bound.warnings == ["plugin com.example.misbehave \(fault.rawValue)"])
    #expect(await answers(of: "fine", bound) == [Self.answer, "finished none"])
    await bound.binding.close()
  }

  @Test func aHandleThatNeverWasIsAFaultOfBothCalls() async throws {
    let bound = try Bound("misbehave")
    #expect(await answers(of: "unknown-handle", bound) == [Self.answer, "finished none"])
    #expect(bound.binding.faultCount == 2)
    #expect(Set(bound.warnings) == ["plugin com.example.misbehave \(PluginFault.unknownHandle.rawValue)"])
    await bound.binding.close()
  }

  @Test func whatIsNoJSONIsIgnoredAndTheExchangeStillEndsOnce() async throws {
    let bound = try Bound("misbehave")
    #expect(await answers(of: "not-json", bound) == ["ignored not_jsonrpc", "finished none"])
    await bound.binding.close()
  }

  @Test func aRefusedStartLeavesNothingBehind() async throws {
    let bound = try Bound("misbehave")
    let (exchange, events) = try bound.start(#"{"jsonrpc":"2.0","id":1,"method":"fail-start"}"#)
    #expect(exchange == nil)
    await Loop.settle()
    #expect(events.seen.isEmpty)
    #expect(bound.binding.exchangeCount == 0)
    await bound.binding.close()
  }

  @Test func anAnswerFromAnotherThreadArrivesInOrder() async throws {
    let bound = try Bound("misbehave")
    for _ in 0..<50 {
      #expect(await answers(of: "finish-from-thread", bound) == [Self.answer, "finished none"])
    }
    #expect(bound.binding.faultCount == 0)
    await bound.binding.close()
  }

  @Test func aWordThatCrossesWithTheCancellationIsNoFault() async throws {
    let bound = try Bound("misbehave")
    let (exchange, events) = try bound.start(#"{"jsonrpc":"2.0","id":1,"method":"emit-after-cancel"}"#)
    bound.binding.cancel(try #require(exchange), reason: .deadline)
    await Loop.settle()
    #expect(events.seen.isEmpty)
    #expect(bound.binding.faultCount == 0)
    await bound.binding.close()
  }

  @Test func fourMebibytesPassThrough() async throws {
    let bound = try Bound("misbehave")
    let events = try await bound.call("crash-free-huge")
    #expect(events.count == 2)
    #expect(events.first?.utf8.count ?? 0 > 4 << 20)
    await bound.binding.close()
  }

  @Test func aFaultIsLoggedTwentyTimesAndThenOnlyCounted() async throws {
    let bound = try Bound("misbehave")
    for _ in 0..<30 { _ = await answers(of: "finish-twice", bound) }
    #expect(bound.binding.faultCount == 30)
    #expect(bound.warnings.count == 20)
    #expect(bound.warnings.last?.hasSuffix("(further ones are only counted)") == true)
    await bound.binding.close()
  }

  private func answers(of method: String, _ bound: Bound) async -> [String] {
    (try? await bound.call(method)) ?? ["threw"]
  }
}
