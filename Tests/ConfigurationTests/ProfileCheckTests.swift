import Testing

@testable import Configuration

/// A profile checked by itself (operator spec 4.4, W-11, W-16, 32.1).
@Suite struct ProfileCheckTests {
  private let complete = """
    control_plane:
      tunnel_id: tunnel_0123456789abcdef0123456789abcdef
      api_key: env:KEY

    """

  private func check(_ text: String, _ environment: [String: String] = [:]) -> (problems: [String], notes: [String]) {
    let check = SettingsReader.validate(ProfileReader.read(Array(text.utf8), path: "p"), environment: environment)
    return (check.problems.map(\.description), check.notes.map(\.description))
  }

  @Test("A profile may say yes and no, as YAML 1.1 does and the peer takes it", arguments: ["yes", "On", "NO", "off"])
  func words(word: String) {
    let text = complete + "mcp: {commands: [{command: cat}]}\nadmin_ui: {open_browser: \(word)}\n"
    #expect(check(text, ["KEY": "x"]).problems.isEmpty)
  }

  @Test("References to what is not there are notes, and nothing follows from them")
  func absences() {
    let text =
      complete + """
        health:
          listen_addr: env:ADDRESS
        http_proxy: env:PROXY
        ca_bundle: /no/such.pem
        mcp:
          extra_headers:
            X-Token: file:/no/such/token
          bindings:
            - transport: com.example.x
              config: {url: "http://h/", key: "env:OTHER", more: "exec:pass show x"}
        plugins:
          load: [{id: com.example.x, config: {a: "env:THIRD"}}]
        """
    let found = check(text)
    #expect(found.problems == [])
    for name in ["KEY", "ADDRESS", "PROXY", "OTHER", "THIRD", "/no/such.pem", "/no/such/token"] {
      #expect(found.notes.contains { $0.contains(name) }, "\(name): \(found.notes)")
    }
    #expect(!found.notes.contains { $0.contains("exec") })
  }

  @Test("What a flag or a variable may still give is a note")
  func incomplete() {
    let found = check("log:\n  level: debug\n  format: json\n")
    #expect(found.problems == [])
    #expect(found.notes.count == 3)
    let given = [
      "CONTROL_PLANE_API_KEY": "k", "CONTROL_PLANE_TUNNEL_ID": "bad", "MCP_SERVER_URL": "bad", "LOG_LEVEL": "bad",
    ]
    // They are not the profile's.
    let again = check("log:\n  level: debug\n  format: json\n", given)
    #expect(again.problems == [])
    #expect(again.notes == [])
  }

  @Test("A variable hides nothing of the profile")
  func hiding() {
    let found = check(
      "control_plane:\n  tunnel_id: bad\n  poll_timeout: soon\nlog:\n  level: verbose\n",
      ["CONTROL_PLANE_TUNNEL_ID": "tunnel_0123456789abcdef0123456789abcdef", "LOG_LEVEL": "info"])
    #expect(found.problems.count == 3)
  }

  @Test(
    "Everything else is a problem",
    arguments: [
      ("mcp:\n  server_urls: [notaurl]", "no http:// or https:// URL"),
      ("control_plane:\n  api_key: sk-abcdef", "a literal secret"),
      ("control_plane:\n  api_key: env:1X", "env: is not followed"),
      ("health:\n  listen_addr: env:ADDRESS", "is not host:port"),
      ("mcp:\n  extra_headers:\n    X Y: z", "characters that no name has"),
      ("control_plane:\n  poll_channels: [files]", "nothing serves the channel"),
      ("", "the file is empty"),
    ])
  func problems(text: String, message: String) {
    let found = check(text, ["ADDRESS": "8080"])
    #expect(found.problems.contains { $0.contains(message) }, "\(found)")
    #expect(!found.problems.contains { $0.contains("abcdef") })
  }
}
