import ArgumentParser
import Configuration
import RawJSON

/// The MCP server that is built in, for trying things out.
struct StubOptions: ParsableArguments {
  @Option(name: .customLong("embedded-mcp-server-name"), help: "The name that the built-in MCP server gives itself.")
  var name = "mcp-stub"

  @Option(
    name: .customLong("embedded-mcp-server-version"), help: "The version that the built-in MCP server gives itself.")
  var version = "0.1.0"

  func binding(source: String) -> BindingSetting {
    var json = Array("{\"server_name\":".utf8)
    JSONQuoting.append(name, to: &json)
    json += Array(",\"server_version\":".utf8)
    JSONQuoting.append(version, to: &json)
    json += Array("}".utf8)
    return BindingSetting(
      channel: "main", pluginID: DefaultPlugins.stub, configuration: String(decoding: json, as: UTF8.self),
      source: source)
  }
}
