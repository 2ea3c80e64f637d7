import Testing

@testable import ControlPlane

@Suite struct ServerInfoTests {
  private func header(_ channels: ServerInfo.Channel...) -> String { ServerInfo(channels).headerValue }

  @Test("Version 1 says which channels there are and which keep state in a process (CP-05)")
  func versionOne() {
    #expect(
      header(.init(name: "main", processAffinity: false), .init(name: "files", processAffinity: true))
        == #"{"version":1,"channels":[{"name":"main"},{"name":"files","proc_affinity":true}]}"#)
  }

  @Test("Version 2 comes with the first stateless channel; false is left out (user needs 4.1)")
  func versionTwo() {
    #expect(
      header(
        .init(name: "main", processAffinity: true), .init(name: "a", stateless: true, processAffinity: false),
        .init(name: "b", stateless: true, processAffinity: true))
        == #"{"version":2,"channels":[{"name":"main","proc_affinity":true},{"name":"a","stateless":true},"#
        + #"{"name":"b","stateless":true,"proc_affinity":true}]}"#)
  }

  private func channels(_ count: Int, nameLength: Int) -> [ServerInfo.Channel] {
    (0..<count).map { number in
      let text = "\(number)"
      return .init(name: String(repeating: "c", count: nameLength - text.count) + text, processAffinity: true)
    }
  }

  @Test("What the service would refuse is found before it is sent (CP-05)")
  func limits() {
    #expect(ServerInfo(channels(32, nameLength: 2)).violation == nil)
    #expect(ServerInfo(channels(33, nameLength: 2)).violation?.contains("at most 32") == true)
    // 32 names of 64 bytes take 3,100 bytes: only names that are not canonical could take more than 4,096.
    #expect(ServerInfo(channels(32, nameLength: 64)).violation == nil)
    #expect(ServerInfo([]).violation != nil)
    let twice = ServerInfo([.init(name: "a", processAffinity: true), .init(name: "a", processAffinity: false)])
    #expect(twice.violation?.contains("twice") == true)
    #expect(ServerInfo([.init(name: "A", processAffinity: true)]).violation != nil)
  }
}
