import Testing

@testable import Configuration

@Suite struct WireSettingsTests {
  private func wire(_ flags: [SettingKey: [String]], _ environment: [String: String] = [:]) throws -> WireSettings {
    try Given.complete(flags, environment).read().controlPlane.wire
  }

  @Test func withoutASettingNothingIsDoneThatThePublishedContractDoesNotKnow() throws {
    let wire = try wire([:])
    #expect(wire.pollers == 1)
    #expect(!wire.sendsTiming && !wire.forwardsTraceContext && wire.headers.fields.isEmpty)
  }

  @Test func pollersAreOneToFour() throws {
    #expect(try wire([.pollers: ["4"]]).pollers == 4)
    #expect(try wire([:], ["CONTROL_PLANE_POLLERS": "2"]).pollers == 2)
    for text in ["0", "5", "x"] { #expect(Given.complete([.pollers: [text]]).problems.count == 1) }
  }

  @Test("Booleans take the words of the peer (operator spec 3.7.2)")
  func booleans() throws {
    #expect(try wire([:], ["CONTROL_PLANE_SEND_TIMING": "T", "MCP_FORWARD_TRACE_CONTEXT": "1"]).sendsTiming)
    #expect(try !wire([:], ["MCP_FORWARD_TRACE_CONTEXT": "False"]).forwardsTraceContext)
    let problems = Given.complete([:], ["MCP_FORWARD_TRACE_CONTEXT": "yes"]).problems
    #expect(problems.first?.hasPrefix("MCP_FORWARD_TRACE_CONTEXT: ") == true)
  }

  @Test("The initial poll timeout is accepted when it is positive (user needs 4.4)")
  func initialPollTimeout() throws {
    _ = try wire([.initialPollTimeout: ["1s"]])
    #expect(Given.complete([.initialPollTimeout: ["0"]]).problems.count == 1)
  }

  @Test("Poll channels are sorted, each served and named once (PL-02, operator spec 3.7)")
  func pollChannels() throws {
    let targets = ["https://a.example/mcp", "url=https://b.example/mcp,channel=files"]
    let channels = { (names: [String]) in
      try self.wire([.serverURL: targets, .pollChannels: names]).pollChannels
    }
    #expect(try channels(["main", " Files "]) == ["files", "main"])
    #expect(try channels([]) == [])
    for names in [["nobody"], ["main", "MAIN"]] {
      #expect(Given.complete([.serverURL: targets, .pollChannels: names]).problems.count == 1)
    }
    // Without main nobody needs to serve it.
    let alone: [SettingKey: [String]] = [.serverURL: [targets[1]], .pollChannels: ["files"]]
    #expect(Given.complete(alone).problems == [])
  }

  @Test("A path or query of the base URL is not used (CP-01)")
  func baseURL() throws {
    let url = { (text: String) in try Given.complete([.baseURL: [text]]).read().controlPlane.baseURL }
    #expect(try url("https://cp.example:8443/path/?q#f") == "https://cp.example:8443")
  }
}
