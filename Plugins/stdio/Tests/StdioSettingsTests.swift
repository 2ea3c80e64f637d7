import StdioTransport
import Testing
import TunnelPluginKit
import TunnelPluginTesting

@Suite struct StdioSettingsTests {
  private func error(_ configuration: String, on host: FakeHost = FakeHost()) -> String {
    do throws(PluginError) {
      let plugin = try LoadedPlugin(StandardIOTransport.self, on: host)
      try plugin.open(configuration)
      return ""
    } catch {
      return error.message
    }
  }

  @Test(arguments: [
    ("{}", "mcp.command: is missing"), (#"{"command":""}"#, "mcp.command: names no program"),
    (#"{"command":"a 'b"}"#, "mcp.command: the quote ' at character 3 is not closed"),
    (#"{"argv":[]}"#, "mcp.argv: names no program"), (#"{"argv":["a"],"command":"a"}"#, "mcp.argv: cannot be combined"),
    (#"{"command":7}"#, "mcp.command: must be a string"),
    (#"{"command":"a","environment":{"A=B":"1"}}"#, "mcp.environment.A=B: must not contain '='"),
    (#"{"command":"a","pool":0}"#, "mcp.pool: must be an integer from 1 to 16"),
    (#"{"command":"a","pool":17}"#, "mcp.pool: must be an integer"),
    (#"{"command":"a","max_in_flight":-1}"#, "mcp.max_in_flight: must be an integer"),
    (#"{"command":"a","restart_limit":"3"}"#, "mcp.restart_limit: must be an integer"),
    (#"{"command":"a","inherit":"A"}"#, "mcp.inherit: must be an array"),
  ])
  func aBadSettingIsNamed(configuration: String, message: String) {
    #expect(error(configuration).hasPrefix(message), "\(error(configuration))")
  }

  @Test func argvIsTakenAsItIs() throws {
    let host = FakeHost()
    #expect(error(#"{"argv":["a b","$X"],"working_directory":"/tmp"}"#, on: host).isEmpty)
    #expect(host.children.first?.arguments == ["a b", "$X"])
    #expect(host.children.first?.workingDirectory == "/tmp")
  }

  @Test func aProgramThatDoesNotExistIsOneLineWithKeyAndFix() {
    let host = FakeHost()
    host.startFailure = "not found in PATH"
    let message = error(#"{"command":"nope --x"}"#, on: host)
    #expect(message.hasPrefix("mcp.command: cannot start 'nope': not found in PATH; "))
    #expect(!message.contains("\n"))
  }

  @Test func aDeniedServiceIsNamed() {
    let host = FakeHost()
    host.denied = [.process]
    #expect(error(#"{"command":"a"}"#, on: host).contains("tunnel.host.process/1"))
  }

  @Test func closeAfterAFailedOpenStillReports() throws {
    let host = FakeHost()
    let plugin = try LoadedPlugin(StandardIOTransport.self, on: host)
    #expect(throws: PluginError.self) { try plugin.open("{}") }
    plugin.close()
    #expect(host.events == [.closed])
  }
}
