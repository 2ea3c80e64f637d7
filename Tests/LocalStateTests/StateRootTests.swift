import LocalState
import TestFolders
import Testing

@Suite struct StateRootTests {
  private let folder = TemporaryFolder()

  private func root(_ environment: [String: String]) throws -> StateRoot {
    try StateRoot(environment: ["HOME": "\(folder.path)/home"].merging(environment) { $1 })
  }

  private func makeState(_ path: String) throws {
    try StateStore(StateRoot(path: path)).save(AliasRecord(alias: "a", tunnelID: "t"))
  }

  @Test func `The variable counts most, then the state home, then the home (A-160)`() throws {
    let home = ["XDG_STATE_HOME": "/x"]
    #expect(try root(home.merging(["TUNNEL_CLIENT_STATE_DIR": "/y/"]) { $1 }).path == "/y")
    #expect(try root(home).path == "/x/tunnel-client")
    #expect(try root([:]).path == "\(folder.path)/home/.local/state/tunnel-client")
    #expect(try root(["TUNNEL_CLIENT_STATE_DIR": "~/s"]).path == "\(folder.path)/home/s")
  }

  @Test func `Blank is not set, and a relative path is made absolute`() throws {
    #expect(try root(["TUNNEL_CLIENT_STATE_DIR": " "]).reason == .home)
    #expect(try root(["TUNNEL_CLIENT_STATE_DIR": "s"]).path.hasSuffix("/s"))
    #expect(try root(["TUNNEL_CLIENT_STATE_DIR": "s"]).path.hasPrefix("/"))
    #expect(try StateRoot(environment: [:]).reason == .workingFolder)
  }

  @Test func `A legacy folder counts only with a state in it, and overrides nothing that was said (W-58)`() throws {
    let legacy = "\(folder.path)/home/.tunnel-client"
    try makeState(legacy)
    #expect(try root([:]) == StateRoot(path: legacy, reason: .legacy))
    #expect(try root(["XDG_STATE_HOME": "/x"]).path == "/x/tunnel-client")
    #expect(try root(["XDG_STATE_HOME": "/x"]).unused == legacy)
    try makeState("\(folder.path)/home/.local/state/tunnel-client")
    #expect(try root([:]).reason == .home)
    #expect(try root([:]).unused == nil)
  }
}
