import CurlHTTP
import NIOCore
import TestPlugins
import Testing

@testable import PluginHost

/// A plugin takes over from another (architecture section 3, item 11).
@NetworkLoop
@Suite(.timeLimit(.minutes(1))) struct ReplaceableBindingTests {
  private let log = RecordedLog()

  private func open(_ name: String) throws -> Binding {
    try Binding(
      channel: "main", plugin: Bound.find(name), configuration: "{}", maxConcurrency: 10, logger: log.logger)
  }

  private func call(_ method: String) -> Binding.Call {
    let text = #"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":{}}"#
    let message = ByteBuffer(string: text)
    return Binding.Call(
      kind: .request, message: message, id: 22..<23, method: 34..<(34 + method.utf8.count), headers: HTTPFields(),
      deadline: nil)
  }

  private func goneLines() -> Int { log.lines.count { $0.text.contains("former instance") } }

  @Test func `A call under way ends where it began, and the former instance waits for it`() async throws {
    let (old, new) = (try open("misbehave"), try open("echo"))
    let binding = ReplaceableBinding(old, logger: log.logger)
    let held = Events()
    let exchange = try #require(binding.start(call("never-finish"), receiver: held))
    binding.replace(with: new)
    let fresh = Events()
    _ = binding.start(call("x"), receiver: fresh)
    #expect(await fresh.untilFinished() == [#"response {"jsonrpc":"2.0","id":1,"result":{}}"#, "finished none"])
    #expect(binding.formerCount == 1 && binding.exchangeCount == 1 && binding.replacements == 1)
    #expect(goneLines() == 0 && binding.descriptor.id == "com.example.echo")
    // The cancel finds the instance that has it.
    binding.cancel(exchange, reason: .deadline)
    #expect(old.exchangeCount == 0)
    while binding.formerCount > 0 { try await LoopClock.sleep(for: .milliseconds(5)) }
    #expect(goneLines() == 1)
    await binding.close(within: .seconds(2))
  }

  @Test func `Servers are counted on, and the word of a former instance is not heard`() async throws {
    let old = try open("session")
    let binding = ReplaceableBinding(old, logger: log.logger)
    let heard = Presences()
    binding.whenPresenceChanges { heard.put($0) }
    #expect(binding.serverPresence == .up(generation: 1))
    binding.replace(with: try open("session"))
    #expect(binding.serverPresence == .up(generation: 2))
    old.context.report(.down(reason: "of old"))
    await Loop.settle()
    #expect(binding.serverPresence == .up(generation: 2) && heard.all == [.up(generation: 2)])
    binding.replace(with: try open("echo"))
    #expect(binding.serverPresence == .unknown)
    binding.replace(with: try open("session"))
    #expect(binding.serverPresence == .up(generation: 3))
    await binding.close(within: .seconds(2))
  }

  @Test func `A transport that says other things of its servers cannot take over`() async throws {
    let binding = ReplaceableBinding(try open("session"), logger: log.logger)
    let other = try open("echo")
    #expect(binding.objection(to: other)?.contains("restart tunnel-client") == true)
    await other.close(within: .seconds(2))
    await binding.close(within: .seconds(2))
    let late = try open("session")
    #expect(binding.objection(to: late) != nil)
    await late.close(within: .seconds(2))
  }

  @Test func `The end of the channel is the end of former instances, too`() async throws {
    let old = try open("misbehave")
    let binding = ReplaceableBinding(old, logger: log.logger)
    _ = binding.start(call("never-finish"), receiver: Events())
    binding.replace(with: try open("echo"))
    await binding.close(within: .seconds(2))
    #expect(old.context.hasEnded)
  }
}

/// What was heard of a server.
@NetworkLoop
private final class Presences: Sendable {
  private(set) var all: [ServerPresence] = []

  nonisolated init() {}

  func put(_ presence: ServerPresence) { all.append(presence) }
}
