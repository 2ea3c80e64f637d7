import Testing

@testable import LocalState
@testable import Runtimes

@Suite struct AdminProfileChoiceTests {
  private func table(_ active: String = "prod") throws -> AdminProfileTable {
    var table = try AdminProfileTable(StateDocument(), path: "")
    for name in ["prod", "dev", "team"] { table.put(AdminProfile(name: name), activate: name == active) }
    return table
  }

  private func choice(flag: String? = nil, alias: String? = nil, variable: String? = nil, active: String = "prod")
    throws
    -> AdminProfileChoice
  {
    try AdminProfileChoice(flag: flag, alias: alias, variable: variable, in: try table(active))
  }

  @Test func `The flag, the alias, the variable, then the active one; and which is said (W-60)`() throws {
    #expect(try choice(flag: "dev", alias: "team", variable: "prod").reason == .flag)
    #expect(try choice(alias: "team", variable: "dev").profile.name == "team")
    #expect(try choice(variable: "dev").reason == .variable)
    #expect(try choice().profile.name == "prod")
    #expect(try choice().reason == .active)
    #expect(try choice(active: "").reason == .builtIn)
  }

  @Test func `One that is not there is an error, but for the name that the peer writes everywhere`() throws {
    #expect(throws: AdminProfileChoice.Missing.self) { try choice(flag: "none") }
    #expect(try choice(alias: "default").profile.name == "prod")
    #expect(try choice(alias: "default", active: "").profile.name == "default")
  }

  @Test func `A daemon gets no variable that sets settings, and tmux gets no secret`() {
    let environment = [
      "PATH": "/bin", "HOME": "/h", "CONTROL_PLANE_TUNNEL_ID": "t", "CONTROL_PLANE_API_KEY": "k", "MCP_COMMAND": "c",
      "GITHUB_TOKEN": "g", "TMUX_TMPDIR": "/t", "https_proxy": "http://me:pw@p", "LC_ALL": "C",
    ]
    let daemon = DaemonEnvironment.scrubbed(environment, named: ["CONTROL_PLANE_API_KEY"])
    #expect(Set(daemon.keys) == ["PATH", "HOME", "CONTROL_PLANE_API_KEY", "https_proxy", "LC_ALL"])
    #expect(Set(DaemonEnvironment.forTmux(environment).keys) == ["PATH", "HOME", "TMUX_TMPDIR", "LC_ALL"])
  }
}
