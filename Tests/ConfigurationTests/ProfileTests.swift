import Testing

@testable import Configuration

/// Configuration files (operator spec 3, 4).
@Suite struct ProfileTests {
  private static let complete = """
    control_plane:
      tunnel_id: tunnel_0123456789abcdef0123456789abcdef
      api_key: env:KEY
    mcp:
      commands:
        - command: my-server --stdio

    """

  private func values(
    _ text: String, _ flags: [SettingKey: [String]] = [:], _ environment: [String: String] = [:]
  ) -> SettingValues {
    SettingValues(
      flags: flags, environment: ["KEY": "sk-abcdef", "HOME": "/home/x"].merging(environment) { $1 },
      profile: ProfileReader.read(Array(text.utf8), path: "p.yaml"))
  }

  private func problems(_ values: SettingValues) -> [String] {
    do throws(ConfigurationError) {
      _ = try SettingsReader.read(values)
      return []
    } catch {
      return error.problems.map(\.description)
    }
  }

  @Test func aProfileAloneIsEnough() throws {
    let settings = try SettingsReader.read(values(Self.complete))
    #expect(settings.controlPlane.apiKey == "sk-abcdef")
    #expect(settings.mcp.bindings.map(\.channel) == ["main"])
    #expect(settings.mcp.bindings[0].configuration == #"{"command":"my-server --stdio"}"#)
  }

  @Test("Flag beats environment beats profile beats default (3.1, A-050)")
  func precedence() throws {
    let variable = ["CONTROL_PLANE_POLL_TIMEOUT": "7s", "CONTROL_PLANE_MAX_INFLIGHT_REQUESTS": "7"]
    let all = Self.complete.replacing(
      "  api_key: env:KEY",
      with: "  api_key: env:KEY\n  poll_timeout: 9s\n  max_inflight_requests: 9\n  send_timing: true")
    let read = { (flags: [SettingKey: [String]], environment: [String: String]) in
      try SettingsReader.read(self.values(all, flags, environment)).controlPlane
    }
    #expect(try read([:], [:]).pollTimeout == .seconds(9))
    #expect(try read([:], variable).pollTimeout == .seconds(7))
    #expect(try read([.pollTimeout: ["5s"]], variable).pollTimeout == .seconds(5))
    #expect(try read([:], [:]).maxInflight == 9)
    #expect(try read([:], variable).maxInflight == 7)
    #expect(try read([.maxInflight: ["5"]], variable).maxInflight == 5)
    #expect(try read([:], [:]).wire.sendsTiming)
    #expect(try !read([.sendTiming: ["false"]], [:]).wire.sendsTiming)
    #expect(try SettingsReader.read(values(Self.complete)).controlPlane.pollTimeout == .seconds(30))
  }

  @Test("A comma in a value is a comma (W-06, A-041)")
  func commas() throws {
    let text = Self.complete.replacing(
      "commands:\n    - command: my-server --stdio",
      with: "server_urls:\n    - url: https://h/p?a=1,2\n  extra_headers:\n    X-A: one, two; three")
    let binding = try SettingsReader.read(values(text)).mcp.bindings[0]
    #expect(binding.network.serverURL == "https://h/p?a=1,2")
    #expect(binding.configuration.contains(#""X-A":"one, two; three""#))
  }

  @Test func `A target template goes to its plugin as written, with its secrets resolved`() throws {
    let text =
      Self.complete.replacing("config_version: 1", with: "config_version: 2") + """
        harpoon:
          targets:
            - label: orders
              template:
                version: 1
                origin: https://api.corp.example
                headers: {Authorization: env:ORDERS_KEY}

        """
    let settings = try SettingsReader.read(
      values(text, [:], ["CONTROL_PLANE_API_KEY": "k", "ORDERS_KEY": "Bearer o1"]))
    let binding = try #require(settings.mcp.bindings.last)
    #expect(
      binding.configuration.hasPrefix(
        #"{"targets":[{"label":"orders","template":{"version":1,"origin":"https://api.corp.example","#
          + #""headers":{"Authorization":"Bearer o1"}}}]"#), "\(binding.configuration)")
    #expect(settings.secrets.contains("Bearer o1"))
    let both = text.replacing("template:", with: "url: https://h/\n      template:")
    #expect(
      problems(values(both, [:], ["CONTROL_PLANE_API_KEY": "k", "ORDERS_KEY": "o"])).contains {
        $0.contains("template beside url")
      })
  }

  @Test("A secret that is too short to be blanked out is told, by its place and without its value (W-43)")
  func shortSecrets() throws {
    let text = Self.complete.replacing("my-server --stdio", with: "my-server --token abc")
    let flags: [SettingKey: [String]] = [.controlPlaneHeaders: ["X-Key: env:SHORT"]]
    let notes = try SettingsReader.read(values(text, flags, ["KEY": "sk-12", "SHORT": "x1y2z"])).notes
    let rest = ": a secret of fewer than 6 bytes is not blanked out in logs and on the page; use a longer one"
    #expect(
      notes == [
        "control_plane.api_key\(rest)", "control_plane.extra_headers\(rest)",
        "channel \"main\" (p.yaml:6: mcp.commands[0].command)\(rest)",
      ])
    #expect(
      try SettingsReader.read(values(text.replacing("token abc", with: "token abcdef"), flags, ["SHORT": "x1y2z3"]))
        .notes == [])
  }

  @Test("A stronger binding of a channel replaces the weaker one, and says so (W-05, A-062)")
  func replacement() throws {
    let settings = try SettingsReader.read(values(Self.complete, [.serverURL: ["http://127.0.0.1:1/mcp"]]))
    #expect(settings.mcp.bindings.map(\.network.serverURL) == ["http://127.0.0.1:1/mcp"])
    #expect(settings.notes == ["channel \"main\": --mcp.server-url replaces p.yaml:6: mcp.commands[0].command"])
    let stub = try SettingsReader.read(values(Self.complete, [.embeddedStub: ["true"]]))
    #expect(stub.mcp.bindings.map(\.pluginID) == [DefaultPlugins.stub])
  }

  @Test func aWeakerBindingOfAnotherChannelStays() throws {
    let settings = try SettingsReader.read(
      values(Self.complete, [.serverURL: ["url=http://127.0.0.1:1/mcp,channel=files"]]))
    #expect(settings.mcp.bindings.map(\.channel).sorted() == ["files", "main"])
  }

  @Test("Unknown keys name their path, their line and a near match (W-12, A-033, A-035)")
  func unknownKeys() {
    let text = Self.complete + "control_plan:\n  x: 1\nhealth:\n  listen_adr: a\ntunnel_id: b\n"
    #expect(
      problems(values(text)) == [
        "p.yaml:7: control_plan: unknown key; did you mean control_plane?",
        "p.yaml:10: health.listen_adr: unknown key; did you mean health.listen_addr?",
        "p.yaml:11: tunnel_id: unknown key; did you mean control_plane.tunnel_id?",
      ])
  }

  @Test("All that is wrong is said at once, with lines (W-11, A-036)")
  func everything() {
    let text = "control_plane:\n  tunnel_id: bad\n  poll_timeout: soon\nlog:\n  level: verbose\n"
    let found = problems(values(text, [:], ["CONTROL_PLANE_API_KEY": "k"]))
    #expect(found.contains { $0.hasPrefix("p.yaml:2: control_plane.tunnel_id: ") })
    #expect(found.contains { $0.hasPrefix("p.yaml:3: control_plane.poll_timeout: ") })
    #expect(found.contains { $0.hasPrefix("p.yaml:5: log.level: ") })
  }

  @Test(
    "A file that is no profile is refused (A-034)",
    arguments: [
      ("", "the file is empty"), ("a: [", "not YAML"), ("- x", "is a list, not a mapping"),
      ("config_version: 3", "only versions 1 and 2"),
      ("log:\n  level: info\n  level: warn", "is given twice, first in line 2"),
      ("log: x", "is a single value, not a mapping"), ("log:\n  level: [x]", "is a list, not a single value"),
      ("log:\n  level: ''", "is empty"), ("mcp:\n  server_urls:\n    - channel: x", "url is missing"),
      ("mcp:\n  server_urls:\n    - ur: x", "did you mean mcp.server_urls[0].url?"),
    ])
  func refused(text: String, message: String) {
    #expect(ProfileReader.read(Array(text.utf8), path: "p.yaml").problems.contains { $0.description.contains(message) })
  }

  @Test("A literal key in a file is refused and not shown (W-13, A-042)")
  func literalKey() {
    let found = problems(values(Self.complete.replacing("env:KEY", with: "sk-verysecret")))
    #expect(found.count == 1 && found[0].hasPrefix("p.yaml:3: control_plane.api_key: a literal secret is refused"))
    #expect(!found[0].contains("verysecret"))
  }

  @Test("The API key's order: flag, CONTROL_PLANE_API_KEY, profile, OPENAI_API_KEY (A-053)")
  func keyOrder() throws {
    let environment = ["CONTROL_PLANE_API_KEY": "from-env", "OPENAI_API_KEY": "from-openai", "F": "from-flag"]
    let key = { (flags: [SettingKey: [String]], environment: [String: String], text: String) in
      try SettingsReader.read(self.values(text, flags, environment)).controlPlane.apiKey
    }
    #expect(try key([.apiKey: ["env:F"]], environment, Self.complete) == "from-flag")
    #expect(try key([:], environment, Self.complete) == "from-env")
    #expect(try key([:], ["OPENAI_API_KEY": "from-openai"], Self.complete) == "sk-abcdef")
    let without = Self.complete.replacing("  api_key: env:KEY\n", with: "")
    #expect(try key([:], ["OPENAI_API_KEY": "from-openai"], without) == "from-openai")
  }

  @Test("An empty variable does not hide the profile (W-07, A-063)")
  func emptyVariable() throws {
    let text = Self.complete + "log:\n  level: warn\n  format: json\n"
    #expect(try SettingsReader.read(values(text, [:], ["LOG_LEVEL": ""])).log.level == "warn")
  }

  @Test func aPluginsConfigurationKeepsItsTypesAndItsReferencesAreSecrets() throws {
    let text = Self.complete.replacing(
      "commands:\n    - command: my-server --stdio",
      with: """
        bindings:
            - channel: main
              transport: com.example.echo
              isolation: process
              auth: {plugin: com.example.auth, config: {token: env:KEY, size: 3}}
              config: {retries: 2, names: [a, "1"], on: true}
        plugins:
          load:
            - com.example.auth
            - {id: com.example.echo, version: ^1.2, grants: [tunnel.host.log/1]}
          search_path: [plugins, /opt/plugins, ~/mine]
        """)
    let settings = try SettingsReader.read(values(text))
    let binding = settings.mcp.bindings[0]
    #expect(binding.configuration == #"{"retries":2,"names":["a","1"],"on":true}"#)
    #expect(binding.auth?.configuration == #"{"token":"sk-abcdef","size":3}"#)
    #expect(binding.secrets == ["sk-abcdef"] && binding.isolation == .process)
    #expect(settings.plugins.map(\.id) == ["com.example.auth", "com.example.echo"])
    #expect(settings.plugins[1].grants == ["tunnel.host.log/1"] && settings.plugins[1].version == "^1.2")
    #expect(settings.pluginFolders.profile == ["plugins", "/opt/plugins", "/home/x/mine"])
  }

  @Test func aBindingsConfigurationLiesOverThatOfItsPlugin() throws {
    let text = Self.complete.replacing(
      "commands:\n    - command: my-server --stdio",
      with: """
        extra_headers: {X-A: b}
          bindings:
            - {channel: main, transport: com.example.echo, config: {b: 2}}
            - {channel: web, transport: org.tunnel-client.http, config: {url: "http://127.0.0.1:1/mcp"}}
        plugins:
          load:
            - {id: com.example.echo, config: {a: 1, b: 1, key: env:KEY}}
        """)
    let settings = try SettingsReader.read(values(text))
    #expect(settings.mcp.bindings[0].configuration == #"{"a":1,"key":"sk-abcdef","b":2}"#)
    #expect(settings.mcp.bindings[0].secrets == ["sk-abcdef"])
    #expect(settings.mcp.bindings[1].configuration == #"{"headers":{"X-A":"b"},"url":"http://127.0.0.1:1/mcp"}"#)
  }

  @Test func execReferencesAreCollectedAndAnswered() throws {
    let text = Self.complete.replacing("env:KEY", with: "exec:pass show key") + "  extra_headers:\n    A: Exec:b c\n"
    let values = values(text, [.controlPlaneHeaders: ["X: exec:d"]])
    #expect(values.execReferences == ["b c", "d", "pass show key"])
    let answered = values.resolving([
      "pass show key": .success("k"), "b c": .failure(ReferenceFailure("exit 3")), "d": .success("dd"),
    ])
    #expect(problems(answered).first?.contains("mcp.extra_headers.A: exit 3") == true)
  }

  @Test("One configuration file counts; a flag of any kind hides the variables (3.3, A-051)")
  func selection() throws {
    let select = { (flags: [SettingKey: [String]], environment: [String: String]) in
      try ConfigurationFile.select(flags: flags, environment: environment.merging(["HOME": "/h"]) { $1 })
    }
    #expect(try select([:], [:]) == nil)
    #expect(try select([.profile: ["work"]], [:])?.path == "/h/.config/tunnel-client/work.yaml")
    #expect(try select([.profile: ["work"]], ["XDG_CONFIG_HOME": "/x"])?.path == "/x/tunnel-client/work.yaml")
    #expect(try select([.profile: ["w"], .profileDirectory: ["~/t"]], [:])?.path == "/h/t/w.yaml")
    #expect(try select([.config: ["~/a.txt"]], ["TUNNEL_CLIENT_PROFILE": "b"])?.path == "/h/a.txt")
    #expect(try select([:], ["TUNNEL_CLIENT_PROFILE_FILE": "/d/e.yaml"])?.label == "profile-file:/d/e.yaml")
    for flags: [SettingKey: [String]] in [
      [.config: ["a"], .profile: ["b"]], [.profile: [""]], [.profile: ["../a"]], [.profileFile: ["/a.yml"]],
      [.profileFile: ["/.yaml"]],
    ] {
      #expect(throws: ConfigurationProblem.self) { try select(flags, [:]) }
    }
    #expect(throws: ConfigurationProblem.self) {
      try select([:], ["TUNNEL_CLIENT_PROFILE": "a", "TUNNEL_CLIENT_CONFIG": "b"])
    }
  }
}
