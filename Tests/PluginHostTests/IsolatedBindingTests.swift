import CurlHTTP
import Glibc
import NIOCore
import RawJSON
import TestPlugins
import Testing

@testable import PluginHost

/// Plugins in real processes of their own, and what is no plugin's process at all.
@NetworkLoop
@Suite(.timeLimit(.minutes(1)), .serialized) struct IsolatedBindingTests {
  private static let answer = #"response {"jsonrpc":"2.0","id":1,"result":{}}"#

  @Test func `An isolated echo answers as one inside the process`() async throws {
    let bound = try await IsolatedBound("echo")
    #expect(
      try await bound.call("tools/call", params: #"{"n":1.50}"#) == [
        #"response {"jsonrpc":"2.0","id":1,"result":{"n":1.50}}"#, "finished none",
      ])
    #expect(bound.binding.descriptor.id == "com.example.echo")
    #expect(bound.binding.path == CompiledPlugins.path("echo"))
    let probed = Events()
    _ = bound.binding.probe(receiver: probed)
    #expect(await probed.untilFinished() == ["finished none"])
    await bound.close()
  }

  @Test func `Faults are judged there and counted here`() async throws {
    let bound = try await IsolatedBound("misbehave")
    #expect(try await bound.call("finish-twice") == [Self.answer, "finished none"])
    #expect(try await bound.call("fine") == [Self.answer, "finished none"])
    #expect(bound.binding.faultCount == 1)
    #expect(bound.log.warnings == ["plugin com.example.misbehave finished an exchange twice"])
    await bound.close()
  }

  @Test func `A refused start ends the exchange`() async throws {
    let bound = try await IsolatedBound("misbehave")
    #expect(try await bound.call("fail-start") == ["finished internal"])
    await bound.close()
  }

  @Test func `Four mebibytes pass in both directions`() async throws {
    let bound = try await IsolatedBound("misbehave")
    let huge = try await bound.call("crash-free-huge")
    #expect(huge.count == 2 && (huge.first?.utf8.count ?? 0) > 4 << 20)
    let text = String(repeating: "y", count: 5 << 20)
    let events = try await bound.call("echo", params: #"{"t":"\#(text)"}"#)
    #expect(events.first == #"response {"jsonrpc":"2.0","id":1,"result":{"t":"\#(text)"}}"#)
    await bound.close()
  }

  @Test func `A crash ends what is under way, and the next process serves`() async throws {
    let bound = try await IsolatedBound("misbehave")
    let (_, held) = try bound.start("never-finish")
    let first = try #require(bound.binding.process?.pid)
    #expect(try await bound.call("crash") == ["finished closed"])
    #expect(await held.untilFinished() == ["finished closed"])
    guard case .down(let reason) = await bound.presence({ if case .down = $0 { true } else { false } }) else { return }
    #expect(reason == "plugin process killed by signal 11; restarting in 200 ms")
    // While it is down nobody waits.
    let early = try await bound.call("fine")
    if bound.binding.process?.restarts == 0 { #expect(early == ["finished closed"]) }
    _ = await bound.presence { $0 == .unknown }
    #expect(try await bound.call("fine") == [Self.answer, "finished none"])
    #expect(bound.binding.process?.restarts == 1)
    #expect(bound.binding.process?.pid != first)
    await bound.close()
  }

  @Test func `A process that hangs is found out and replaced`() async throws {
    var limits = PluginProcessLaunch.Limits()
    limits.ping = .milliseconds(200)
    let bound = try await IsolatedBound("misbehave", limits: limits)
    #expect(try await bound.call("hang") == ["finished closed"])
    #expect(bound.log.warnings.first?.contains("gave no sign of life for 1 s") == true)
    _ = await bound.presence { $0 == .unknown }
    #expect(try await bound.call("fine") == [Self.answer, "finished none"])
    await bound.close()
  }

  @Test func `A withdrawn exchange hears nothing any more, and nothing counts as a fault`() async throws {
    let bound = try await IsolatedBound("misbehave")
    let (exchange, events) = try bound.start("emit-after-cancel")
    bound.binding.cancel(try #require(exchange), reason: .deadline)
    #expect(try await bound.call("fine") == [Self.answer, "finished none"])
    #expect(events.seen.isEmpty)
    #expect(bound.binding.faultCount == 0)
    await bound.close()
  }

  @Test func `Closing leaves no process, also of a plugin that hangs`() async throws {
    let bound = try await IsolatedBound("misbehave")
    let pid = try #require(bound.binding.process?.pid)
    let (_, events) = try bound.start("hang")
    await bound.binding.close(within: .milliseconds(300))
    #expect(kill(pid_t(pid), 0) != 0)
    #expect(events.seen.isEmpty)
    #expect(try bound.start("fine").0 == nil)
    await bound.close()
  }

  @Test func `What cannot serve is refused in the words of the other process`() async throws {
    let refused = await #expect(throws: BindingFailure.self) { try await IsolatedBound("echo", id: "com.example.none") }
    #expect(refused?.description.hasPrefix(#"plugin "com.example.none" was not found"#) == true)
  }

  @Test(arguments: [
    (#"printf '\377\377\377\377' >&0; sleep 60"#, "sent a frame of 4294967295 bytes, more than are allowed"),
    (#"printf '\001\000\000\000\143' >&0; sleep 60"#, "sent a frame of the unknown kind 99"),
    // A word about an exchange before the plugin has opened its channel.
    (#"printf '\015\000\000\000\004\1\1\1\1\1\1\1\1\0\0\0\0' >&0; sleep 60"#, "sent a frame with an impossible order"),
    ("exit 7", "exited with code 7"), ("kill -9 $$", "killed by signal 9"),
    ("exec 0<&-; sleep 60", "closed its socket"), ("sleep 60", "did not open its channel within 3 s"),
  ])
  func `What is no plugin's process does no harm`(script: String, reason: String) async throws {
    var launch = PluginProcessLaunch(executable: "/bin/sh", arguments: ["-c", script])
    launch.limits.open = .seconds(3)
    let refused = await #expect(throws: BindingFailure.self) { try await IsolatedBound("echo", launch: launch) }
    #expect(refused?.description == "plugin com.example.echo: its process \(reason)")
  }

  @Test func `A process that turns hostile later is replaced`() async throws {
    let facts = PluginFacts(
      descriptor: try Bound.find("echo").descriptor, path: "/p/echo.so", hasProcessAffinity: false,
      isStateless: false)
    let opened = PluginFrame.opened(facts).encoded.flatMap { Array($0.readableBytesView) }
    let octal = opened.map { "\\" + String(Int($0) + 512, radix: 8).dropFirst() }.joined()
    let script = "printf '\(octal)' >&0; sleep 0.3; printf '\(octal)' >&0; sleep 60"
    let launch = PluginProcessLaunch(executable: "/bin/sh", arguments: ["-c", script])
    let bound = try await IsolatedBound("echo", launch: launch)
    guard case .down(let reason) = await bound.presence({ if case .down = $0 { true } else { false } }) else { return }
    #expect(reason == "plugin process sent a frame with an impossible opening; restarting in 200 ms")
    await bound.close()
  }
}
