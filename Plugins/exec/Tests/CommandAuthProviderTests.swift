import ExecAuth
import Testing
import TunnelPluginKit
import TunnelPluginTesting

@Suite struct CommandAuthProviderTests {
  private func opened(_ configuration: String, on host: FakeHost) throws -> LoadedAuthPlugin {
    let plugin = try LoadedAuthPlugin(CommandAuthProvider.self, on: host)
    try plugin.open(configuration)
    return plugin
  }

  @Test func `A command's output becomes a header with its prefix`() throws {
    let host = FakeHost()
    let plugin = try opened(#"{"command":"token --scope 'a b'"}"#, on: host)
    let request = plugin.supply(.mcpCall)
    let child = try #require(host.children.first)
    #expect(child.arguments == ["token", "--scope", "a b"])
    // Its input is closed at once, and its end comes by itself only behind its time limit.
    #expect(child.stopGrace == 11_000)
    child.output("abc")
    child.output("def\n")
    child.exit("exited with code 0", code: 0)
    #expect(
      host.credentialAnswers[request] == .supplied(headers: ["Authorization: Bearer abcdef"], secret: "", expiry: 0))
    #expect(host.pendingTimers.isEmpty)
    plugin.close()
    #expect(host.events == [.closed])
    #expect(host.faults.isEmpty)
  }

  @Test func `The reference of a secret is its command, and the header's settings do not matter`() throws {
    let host = FakeHost()
    let plugin = try opened("{}", on: host)
    let request = plugin.supply(.secret, reference: #"pass show "my key""#)
    #expect(host.children.first?.arguments == ["pass", "show", "my key"])
    host.children.first?.output("s3cret\r\n")
    host.children.first?.exit("exited with code 0", code: 0)
    #expect(host.credentialAnswers[request] == .supplied(headers: [], secret: "s3cret", expiry: 0))
  }

  @Test func `An array is taken as it is, and header, prefix and ttl are the operator's`() throws {
    let host = FakeHost()
    let plugin = try opened(#"{"command":["a b","$X"],"header":"X-Key","prefix":"","ttl":"5m"}"#, on: host)
    let request = plugin.supply(.controlPlane)
    #expect(host.children.first?.arguments == ["a b", "$X"])
    let before = MonotonicClock.nanoseconds()
    host.children.first?.output("k")
    host.children.first?.exit("exited with code 0", code: 0)
    guard case .supplied(["X-Key: k"], "", let expiry) = host.credentialAnswers[request] else {
      Issue.record("no credential")
      return
    }
    #expect(expiry >= before + 300_000_000_000)
  }

  @Test(arguments: [
    ("exited with code 3", Int32(3), "SECRET", "no such vault", "'t' exited with code 3: no such vault"),
    ("killed by signal 9", nil, "SECRET", "", "'t' killed by signal 9"),
    ("exited with code 0", 0, "\n", "hm", "exited with code 0 and printed nothing: hm"),
    ("exited with code 0", 0, "SEC\u{7}RET", "", "printed control characters"),
    ("exited with code 0", 0, "SECRET\nmore\n", "", "printed control characters"),
    ("exited with code 0", 0, String(repeating: "SEC", count: 30_000), "", "printed more than 64 KiB"),
  ])
  func `A failed command is told by its status and its last line of stderr, never by its output`(
    reason: String, code: Int32?, output: String, line: String, message: String
  ) throws {
    let host = FakeHost()
    let plugin = try opened(#"{"command":"t"}"#, on: host)
    let request = plugin.supply(.mcpCall)
    host.children.first?.output(output)
    host.children.first?.exit(reason, code: code, lastErrorLine: line)
    guard case .failed(_, let text) = host.credentialAnswers[request] else {
      Issue.record("it did not fail")
      return
    }
    #expect(text.contains(message), "\(text)")
    #expect(!text.contains("SEC"))
  }

  @Test func `A command that takes too long fails, and is stopped`() throws {
    let host = FakeHost()
    let plugin = try opened(#"{"command":"t","timeout":"250ms"}"#, on: host)
    let request = plugin.supply(.mcpCall)
    #expect(host.pendingTimers == [250])
    host.fireTimers()
    #expect(host.credentialAnswers[request] == .failed(.timeout, "the command 't' took longer than 250 ms"))
    #expect(host.children.first?.stopGrace == 0)
    plugin.close()
    #expect(host.events.isEmpty)
    host.children.first?.exit("killed by signal 15")
    #expect(host.events == [.closed])
    #expect(host.faults.isEmpty)
  }

  @Test func `A cancelled request stops its command and is not answered`() throws {
    let host = FakeHost()
    let plugin = try opened(#"{"command":"t"}"#, on: host)
    let request = plugin.supply(.mcpCall)
    plugin.cancel(request)
    #expect(host.children.first?.stopGrace == 0)
    host.children.first?.exit("killed by signal 15")
    #expect(host.credentialAnswers.isEmpty)
    #expect(host.faults.isEmpty)
  }

  @Test func `A program that does not exist is one line with the fix`() throws {
    let host = FakeHost()
    host.startFailure = "not found in PATH"
    let plugin = try opened("{}", on: host)
    let request = plugin.supply(.secret, reference: "nope --x")
    #expect(
      host.credentialAnswers[request]
        == .failed(
          .unavailable,
          "cannot start 'nope': not found in PATH; check its name, install it, or give its full path"))
    #expect(host.pendingTimers.isEmpty)
  }

  @Test(arguments: [
    (#"{"command":""}"#, "auth.command: names no program"), (#"{"command":[]}"#, "auth.command: names no program"),
    (#"{"command":"a 'b"}"#, "auth.command: the quote ' at character 3"),
    (#"{"command":7}"#, "auth.command: must be a string"), (#"{"timeout":0}"#, "auth.timeout: must be a time"),
    (#"{"timeout":"1 day"}"#, "auth.timeout: must be a time"), (#"{"header":"a b"}"#, "auth.header: is no header name"),
    (#"{"prefix":"a\n"}"#, "auth.prefix: has a control character"), (#"{"ttl":"x"}"#, "auth.ttl: must be a time"),
  ])
  func `A bad setting is named`(configuration: String, message: String) throws {
    let error = #expect(throws: PluginError.self) { try opened(configuration, on: FakeHost()) }
    #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
  }
}
