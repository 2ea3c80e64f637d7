import CurlHTTP
import Glibc
import Telemetry
import TestPlugins
import Testing

@testable import PluginHost

/// What the host offers beside the calls themselves, asked for by `sdk/c/ledger` in this process and in one of its own.
@NetworkLoop
@Suite(.timeLimit(.minutes(1)), .serialized) struct FacilitiesTests {
  private let registry = Registry()
  private let folder: TemporaryFolder
  private var facilities: HostFacilities

  init() throws {
    folder = try TemporaryFolder()
    facilities = HostFacilities(metrics: PluginMetrics(registry))
    facilities.stateRoot = "\(folder.path)/state/plugins"
    facilities.secrets = { reference in
      reference == "env:TOKEN" ? .success("12345") : .failure(.init("\(reference) is not there"))
    }
  }

  private static let configuration = #"{"token":"secret:env:TOKEN"}"#

  private func here(_ configuration: String = configuration) throws -> Bound {
    try Bound("ledger", configuration: configuration, facilities: facilities)
  }

  private func apart() async throws -> IsolatedBound {
    var limits = PluginProcessLaunch.Limits()
    limits.ping = .milliseconds(100)
    return try await IsolatedBound(
      "ledger", limits: limits, configuration: Self.configuration, facilities: facilities)
  }

  private static func result(_ text: String) -> String { #"response {"jsonrpc":"2.0","id":1,"result":\#(text)}"# }

  private func expose(_ line: String) -> Bool { registry.exposition().contains(line + "\n") }

  @Test func `A plugin counts among the operator's metrics`() async throws {
    let bound = try here()
    for _ in 0..<2 { _ = try await bound.call("count", params: #"{"kind":"a"}"#) }
    #expect(try await bound.call("count").first == Self.result("0"))
    #expect(try await bound.call("measure").first == Self.result("0"))
    #expect(expose(#"tunnel_plugin_ledger_calls_total{channel="main",kind="a",plugin="com.example.ledger"} 2"#))
    #expect(expose(#"tunnel_plugin_ledger_level{channel="main",part="a",plugin="com.example.ledger"} 2.5"#))
    #expect(expose(#"tunnel_plugin_ledger_seconds_count{channel="main",part="a",plugin="com.example.ledger"} 2"#))
    // A gauge that is counted is the plugin's mistake, and nothing else.
    #expect(bound.binding.faultCount == 1)
    #expect(try await bound.call("misname").first == Self.result("-1"))
    #expect(bound.binding.faults[.badMetric] == 1)
    await bound.binding.close(within: .seconds(2))
  }

  @Test func `A plugin cannot fill the metrics (W-61)`() async throws {
    let bound = try here()
    #expect(try await bound.call("flood").first == Self.result("\(PluginMetrics.mostSeries)"))
    #expect(bound.binding.faultCount == 0)
    await bound.binding.close(within: .seconds(2))
  }

  @Test func `What an isolated plugin counts arrives here`() async throws {
    let bound = try await apart()
    #expect(try await bound.call("count", params: #"{"kind":"a"}"#).first == Self.result("0"))
    #expect(try await bound.call("measure").first == Self.result("0"))
    await until {
      expose(#"tunnel_plugin_ledger_seconds_count{channel="main",part="a",plugin="com.example.ledger"} 2"#)
    }
    #expect(expose(#"tunnel_plugin_ledger_calls_total{channel="main",kind="a",plugin="com.example.ledger"} 1"#))
    // What was counted last is not lost with the process.
    #expect(try await bound.call("count", params: #"{"kind":"a"}"#).first == Self.result("0"))
    await bound.close()
    #expect(expose(#"tunnel_plugin_ledger_calls_total{channel="main",kind="a",plugin="com.example.ledger"} 2"#))
  }

  @Test func `A plugin's folder is its own, and stays`() async throws {
    let path = "\(folder.path)/state/plugins/com.example.ledger"
    let bound = try here()
    #expect(try await bound.call("remember").first == Self.result(#"{"folder":"\#(path)","size":1}"#))
    await bound.binding.close(within: .seconds(2))
    let apart = try await apart()
    #expect(try await apart.call("remember").first == Self.result(#"{"folder":"\#(path)","size":2}"#))
    await apart.close()
    var status = stat()
    #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o700)
  }

  @Test func `A secret is read when it is asked for, if the configuration names it`() async throws {
    let bound = try here()
    #expect(try await bound.call("secret").first == Self.result(#"{"length":5}"#))
    await bound.binding.close(within: .seconds(2))
    let foreign = try here(#"{"token":"env:TOKEN"}"#)
    #expect(try await foreign.call("secret").first == Self.result(#"{"status":-1}"#))
    #expect(foreign.binding.faults[.foreignSecret] == 1)
    await foreign.binding.close(within: .seconds(2))
    let missing = try here(#"{"token":"secret:env:NONE"}"#)
    #expect(
      try await missing.call("secret").first == Self.result(#"{"status":-8,"reason":"env:NONE is not there"}"#))
    await missing.binding.close(within: .seconds(2))
    let apart = try await apart()
    #expect(try await apart.call("secret").first == Self.result(#"{"length":5}"#))
    await apart.close()
  }

  @Test func `What is known of OAuth is told at once, and when it changes`() async throws {
    let bound = try here()
    #expect(try await bound.call("oauth").first == Self.result("null"))
    facilities.oauth.publish(Array(#"{"endpoints":[]}"#.utf8))
    #expect(try await bound.call("oauth").first == Self.result(#"{"endpoints":[]}"#))
    await bound.binding.close(within: .seconds(2))
    let later = try here()
    await Loop.settle()
    #expect(try await later.call("oauth").first == Self.result(#"{"endpoints":[]}"#))
    await later.binding.close(within: .seconds(2))
    facilities.oauth.publish(Array(#"{"endpoints":[1]}"#.utf8))
    let apart = try await apart()
    // On the same socket, before the call.
    #expect(try await apart.call("oauth").first == Self.result(#"{"endpoints":[1]}"#))
    facilities.oauth.publish(Array(#"{"endpoints":[2]}"#.utf8))
    #expect(try await apart.call("oauth").first == Self.result(#"{"endpoints":[2]}"#))
    await apart.close()
  }

  @Test func `A channel can have nothing to serve for a while`() async throws {
    let bound = try here()
    _ = try await bound.call("idle")
    #expect(bound.binding.serverPresence == .idle(reason: "there is nothing to do"))
    _ = try await bound.call("up")
    #expect(bound.binding.serverPresence == .up(generation: 1))
    await bound.binding.close(within: .seconds(2))
    let apart = try await apart()
    _ = try await apart.call("idle")
    #expect(await apart.presence(\.isIdle).isIdle)
    await apart.close()
  }

  @Test func `A service that was not granted answers so`() async throws {
    let library = try PluginLibrary(path: CompiledPlugins.path("ledger"))
    var found = PluginCatalog.Found(descriptor: library.descriptors[0], library: library, origin: .flag)
    found.granted = []
    let log = RecordedLog()
    let binding = try Binding(
      channel: "main", plugin: found, configuration: Self.configuration, maxConcurrency: 1, logger: log.logger,
      facilities: facilities)
    let bound = Bound(binding)
    #expect(try await bound.call("count").first == Self.result("-3"))
    #expect(try await bound.call("secret").first == Self.result(#"{"status":-3}"#))
    #expect(try await bound.call("remember").first == Self.result(#"{"error":""}"#))
    await binding.close(within: .seconds(2))
  }

  private func until(_ condition: () -> Bool) async {
    while !condition() { try? await LoopClock.sleep(for: .milliseconds(10)) }
  }
}
