import CurlHTTP
import NIOCore
import Testing

@testable import PluginHost

@NetworkLoop
@Suite(.timeLimit(.minutes(1))) struct BindingTests {
  @Test(arguments: ["echo", "echo-full"])
  func theEchoAnswersWithItsParamsAndTheCallersID(plugin: String) async throws {
    let bound = try Bound(plugin)
    let (exchange, events) = try bound.start(
      #"{"jsonrpc":"2.0","id":"a\"b","method":"tools/call","params":{"n":1.50}}"#)
    #expect(exchange != nil)
    #expect(
      await events.untilFinished()
        == [#"response {"jsonrpc":"2.0","id":"a\"b","result":{"n":1.50}}"#, "finished none"])
    #expect(bound.binding.faultCount == 0)
    #expect(bound.binding.exchangeCount == 0)
    await bound.binding.close()
  }

  @Test(arguments: ["echo", "echo-full"])
  func aNotificationIsFinishedWithoutAMessage(plugin: String) async throws {
    let bound = try Bound(plugin)
    let (_, events) = try bound.start(#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#)
    #expect(await events.untilFinished() == ["finished none"])
    await bound.binding.close()
  }

  @Test(arguments: ["echo", "echo-full", "sleeper"])
  func aSessionEndIsUnsupportedAndAProbeIsFine(plugin: String) async throws {
    let bound = try Bound(plugin)
    let events = Events()
    let call = Binding.Call(
      kind: .sessionEnd, message: ByteBuffer(), id: nil, method: nil,
      headers: HTTPFields(["Mcp-Session-Id": "s"]), deadline: nil)
    _ = bound.binding.start(call, receiver: events)
    #expect(await events.untilFinished() == ["finished unsupported"])
    let probed = Events()
    #expect(bound.binding.probe(receiver: probed) != nil)
    #expect(await probed.untilFinished() == ["finished none"])
    #expect(bound.binding.faultCount == 0)
    await bound.binding.close()
  }

  @Test func eventsNeverComeFromWithinTheCallThatCausedThem() async throws {
    let bound = try Bound("echo")
    let (_, events) = try bound.start(#"{"jsonrpc":"2.0","id":1,"method":"x"}"#)
    #expect(events.seen.isEmpty)
    #expect(await events.untilFinished().count == 2)
    await bound.binding.close()
  }

  @Test func aDeadlineOfCenturiesIsNoTrap() async throws {
    let bound = try Bound("echo")
    let centuries = ContinuousClock.now + .nanoseconds(Int64.max)
    let (_, events) = try bound.start(#"{"jsonrpc":"2.0","id":1,"method":"x"}"#, deadline: centuries)
    #expect(await events.untilFinished().last == "finished none")
    await bound.binding.close()
  }

  @Test func aPluginWithoutAStartIsRefusedByNameAndReason() {
    #expect(throws: (any Error).self) { try Bound("null_vtable") }
    do {
      _ = try Bound("null_vtable")
    } catch {
      #expect(
        "\(error)" == "plugin com.example.null-vtable cannot be used: "
          + "`start` in its tunnel.transport/1 table is NULL")
    }
  }

  @Test func afterCloseNothingBegins() async throws {
    let bound = try Bound("echo")
    await bound.binding.close()
    let (exchange, _) = try bound.start(#"{"jsonrpc":"2.0","id":1,"method":"x"}"#)
    #expect(exchange == nil)
    #expect(bound.binding.probe(receiver: Events()) == nil)
    await bound.binding.close()
  }

  @Test func closeCancelsWhatIsUnderWay() async throws {
    let bound = try Bound("misbehave")
    let (exchange, events) = try bound.start(#"{"jsonrpc":"2.0","id":1,"method":"never-finish"}"#)
    #expect(exchange != nil)
    #expect(bound.binding.exchangeCount == 1)
    await bound.binding.close()
    #expect(bound.binding.exchangeCount == 0)
    #expect(events.seen.isEmpty)
  }

  @Test func aCancelledExchangeIsQuiet() async throws {
    let bound = try Bound("misbehave")
    let (exchange, events) = try bound.start(#"{"jsonrpc":"2.0","id":1,"method":"never-finish"}"#)
    bound.binding.cancel(try #require(exchange), reason: .deadline)
    bound.binding.cancel(try #require(exchange), reason: .deadline)
    await Loop.settle()
    #expect(events.seen.isEmpty)
    #expect(bound.binding.exchangeCount == 0)
    #expect(bound.binding.faultCount == 0)
    await bound.binding.close()
  }
}
