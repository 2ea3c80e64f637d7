import Testing

@testable import PluginHost

@Suite struct ChildOptionsTests {
  @Test("A child's environment holds nothing of the host's but what is harmless, named, or added (W-35)")
  func environmentIsScrubbed() {
    let host = [
      "PATH": "/bin", "HOME": "/root", "LC_ALL": "C", "XDG_RUNTIME_DIR": "/run", "CONTROL_PLANE_API_KEY": "secret",
      "TUNNEL_TOKEN": "secret", "LD_PRELOAD": "x.so", "NODE_ENV": "test", "TZ": "UTC",
    ]
    let options = ChildOptions(
      arguments: ["x"], environment: [("A", "1"), ("PATH", "/opt/bin")], inherit: ["NODE_ENV", "ABSENT"],
      workingDirectory: nil)
    #expect(
      options.scrubbedEnvironment(of: host) == [
        "PATH": "/opt/bin", "HOME": "/root", "LC_ALL": "C", "XDG_RUNTIME_DIR": "/run", "TZ": "UTC", "NODE_ENV": "test",
        "A": "1",
      ])
  }

  @Test func aProgramIsLookedUpAsAShellWould() throws {
    let folder = try TemporaryFolder()
    let tool = folder.write("#!/bin/sh\n", as: "tool", executable: true)
    folder.write("text", as: "text")
    #expect(program("tool", path: "/nowhere:\(folder.path)") == tool)
    #expect(program(tool, path: nil) == tool)
    #expect(program("sh", path: nil)?.hasSuffix("/sh") == true)
    #expect(program("./tool", directory: folder.path) == "\(folder.path)/./tool")
    #expect(program("tool", path: "/nowhere") == "not found in PATH")
    #expect(program("text", path: folder.path) == "not found in PATH")
    #expect(program("\(folder.path)/text") == "it is not an executable file")
    #expect(program(folder.path) == "it is not an executable file")
    #expect(program("/nowhere/tool") == "there is no such file")
    #expect(program("") == "the command is empty")
  }

  private func program(_ name: String, path: String? = "/bin", directory: String? = nil) -> String? {
    let options = ChildOptions(arguments: [name], environment: [], inherit: [], workingDirectory: directory)
    do throws(ChildStartFailure) {
      return try options.program(path: path)
    } catch {
      return error.description
    }
  }
}
