import StaticAuth
import Testing
import TunnelPluginKit
import TunnelPluginTesting

@Suite struct StaticHeaderProviderTests {
  @Test func `The headers are supplied for calls and for discovery, and for nothing else`() throws {
    let host = FakeHost()
    let plugin = try LoadedAuthPlugin(StaticHeaderProvider.self, on: host)
    try plugin.open(#"{"headers":{"Authorization":"Bearer x","X-Tenant":"7"}}"#)
    let expected = CredentialAnswer.supplied(
      headers: ["Authorization: Bearer x", "X-Tenant: 7"], secret: "", expiry: 0)
    for purpose in [CredentialRequest.Purpose.mcpCall, .mcpDiscovery] {
      let request = plugin.supply(purpose)
      #expect(host.credentialAnswers[request] == expected)
    }
    for purpose in [CredentialRequest.Purpose.controlPlane, .secret, .unknown] {
      let request = plugin.supply(purpose)
      guard case .failed(.unsupported, _) = host.credentialAnswers[request] else {
        Issue.record("\(purpose) was served")
        continue
      }
    }
    plugin.close()
    #expect(host.events == [.closed])
    #expect(host.faults.isEmpty)
  }

  @Test func `A secret is read each time that it is asked for`() throws {
    let host = FakeHost()
    let plugin = try LoadedAuthPlugin(StaticHeaderProvider.self, on: host)
    try plugin.open(#"{"headers":{"A":"secret:file:/a","B":"fixed"}}"#)
    for value in ["first", "second"] {
      host.secrets["secret:file:/a"] = value
      let request = plugin.supply(.mcpCall)
      #expect(
        host.credentialAnswers[request] == .supplied(headers: ["A: \(value)", "B: fixed"], secret: "", expiry: 0))
    }
    for (value, word) in [(nil, "there is no such secret"), ("a\nSECRET", "control character")] as [(String?, String)] {
      host.secrets["secret:file:/a"] = value
      let request = plugin.supply(.mcpCall)
      guard case .failed(.unavailable, let why) = host.credentialAnswers[request] else {
        Issue.record("it was supplied")
        continue
      }
      #expect(why.contains("A: ") || why.contains("for A"))
      #expect(why.contains(word) && !why.contains("SECRET"))
    }
    host.denied = [.secret]
    let denied = try LoadedAuthPlugin(StaticHeaderProvider.self, on: host)
    #expect(throws: PluginError.self) { try denied.open(#"{"headers":{"A":"secret:file:/a"}}"#) }
    #expect(host.faults.isEmpty)
  }

  @Test(arguments: [
    ("{}", "auth.headers: names no header"), (#"{"headers":{}}"#, "auth.headers: names no header"),
    (#"{"headers":{"a b":"x"}}"#, "auth.headers.a b: is no header name"),
    (#"{"headers":{"A":"SECRET\n"}}"#, "auth.headers.A: has a control character"), ("[]", "auth. is not a JSON object"),
  ])
  func `A bad setting is named, its value is not shown`(configuration: String, message: String) throws {
    let plugin = try LoadedAuthPlugin(StaticHeaderProvider.self, on: FakeHost())
    let error = #expect(throws: PluginError.self) { try plugin.open(configuration) }
    #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
    #expect(error?.message.contains("SECRET") == false)
  }
}
