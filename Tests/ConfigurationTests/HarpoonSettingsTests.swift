import Testing

@testable import Configuration

/// Operator spec 3.8.6, dataplane spec HA-11.
@Suite struct HarpoonSettingsTests {
  @Test func `With a target the channel is there, last of all and with its plugin`() throws {
    let settings = try Given.complete([
      .harpoonTargets: ["label=a,url=https://u:secret-word@h/a,unix-socket=/s,desc='Say \"hi\"'"],
      .harpoonMaxRedirects: ["2"],
    ]).read()
    #expect(settings.mcp.bindings.map(\.channel) == ["main", "harpoon"])
    let binding = try #require(settings.mcp.bindings.last)
    #expect(binding.pluginID == DefaultPlugins.harpoon)
    #expect(
      binding.configuration
        == #"{"targets":[{"label":"a","url":"https://u:secret-word@h/a","unix_socket":"/s","description":"Say \"hi\""}],"#
        + #""allow_plaintext_http":false,"max_response_bytes":102400,"max_redirects":2,"capture_payloads":false,"#
        + #""hosts_include_loopback":true,"hosts_include_private":true,"hosts_include_suffix":[],"hosts_include_regex":[]}"#
    )
    #expect(settings.secrets.contains("secret-word"))
  }

  @Test func `Without one it is not, and it can be polled for only with one`() throws {
    #expect(try Given.complete([:]).read().mcp.bindings.map(\.channel) == ["main"])
    #expect(Given.complete([.pollChannels: ["main", "harpoon"]]).problems.count == 1)
    let polled = Given.complete([.pollChannels: ["main", "harpoon"], .harpoonTargets: ["label=a,url=https://h/"]])
    #expect(try polled.read().controlPlane.wire.pollChannels == ["harpoon", "main"])
  }

  @Test func `Where discovery may find targets the channel waits for them, if its plugin is there`() throws {
    let settings = try Given.complete([.harpoonSuffixes: [".a.example", ".b\"x"], .harpoonPrivate: ["false"]]).read()
    let waits = { (polled: [String]) in
      settings.harpoon.automaticBinding(beside: settings.mcp.bindings, pollChannels: polled)
    }
    let binding = try #require(waits([]))
    #expect(binding.channel == "harpoon" && binding.isOptional)
    #expect(binding.configuration.contains(#""hosts_include_suffix":[".a.example",".b\"x"]"#))
    #expect(binding.configuration.contains(#""hosts_include_private":false"#))
    #expect(waits(["main"]) == nil)
    #expect(waits(["harpoon", "main"]) != nil)
    #expect(settings.harpoon.automaticBinding(beside: [], pollChannels: []) == nil)
    let named = try Given.complete([.harpoonTargets: ["label=a,url=https://h/"]]).read()
    #expect(named.harpoon.automaticBinding(beside: named.mcp.bindings, pollChannels: []) == nil)
  }

  @Test func `Nobody else may serve the channel (A-057)`() {
    let problems = Given.complete([.serverURL: ["channel=harpoon,url=https://h/"]]).problems
    #expect(problems.contains { $0.contains("harpoon") })
  }

  @Test func `W-54 a comma belongs to the value before it`() throws {
    let settings = try Given.complete([
      .harpoonTargets: [
        #"label=a,desc="one, two, x=3",url=https://h/?ids=1,2"#, "url=https://i/,label=b,desc=yes, really",
      ]
    ]).read()
    #expect(settings.harpoon.targets.map(\.url) == ["https://h/?ids=1,2", "https://i/"])
    #expect(settings.harpoon.targets.map(\.description) == ["one, two, x=3", "yes, really"])
  }

  @Test(arguments: ["label=a,lable=b,url=https://h/", "nonsense", "label=a", "label=a,url=http://u:secret-word@h/"])
  func `W-08 what cannot be a target is refused and not shown`(entry: String) {
    let problems = Given.complete([.harpoonTargets: [entry]]).problems
    #expect(problems.count == 1)
    #expect(problems.allSatisfy { $0.hasPrefix("--harpoon.target: ") && !$0.contains("secret-word") })
  }
}
