import ArgumentParser
import Configuration

/// Which MCP server stands behind which channel.
struct TargetOptions: ParsableArguments {
  @Option(
    name: [.customLong("mcp.server-url"), .customLong("mcp-server-url")], parsing: .singleValue,
    help: ArgumentHelp(
      """
      An MCP server over Streamable HTTP: URL, or url=URL[,channel=NAME][,unix-socket=PATH|,http-proxy=URL]\
      [,client-cert=PATH,client-key=PATH]; repeatable. [MCP_SERVER_URL]
      """,
      valueName: "entry"))
  var serverURLs: [String] = []

  @Option(
    name: [.customLong("mcp.command"), .customLong("mcp-command")], parsing: .singleValue,
    help: ArgumentHelp(
      "An MCP server over stdio: the command line, or channel=NAME,command=…; no shell; repeatable. [MCP_COMMAND]",
      valueName: "entry"))
  var commands: [String] = []

  @Option(
    name: .customLong("mcp.plugin"), parsing: .singleValue,
    help: ArgumentHelp(
      """
      A transport plugin by id: ID, or [channel=NAME,]plugin=ID[,isolation=process][,config=JSON]; repeatable. \
      [MCP_PLUGIN]
      """,
      valueName: "entry"))
  var plugins: [String] = []

  @Option(
    name: .customLong("mcp.extra-headers"), parsing: .singleValue,
    help: ArgumentHelp(
      "A header for every request to an MCP server over HTTP; the value may be env:NAME or file:/path; the caller's own "
        + "header of the same name wins; repeatable. [MCP_EXTRA_HEADERS]", valueName: "Name: value"))
  var headers: [String] = []

  @Option(
    name: .customLong("mcp.discovery-extra-headers"), parsing: .singleValue,
    help: ArgumentHelp(
      "The same for probes and discovery, over the ones above; repeatable. [MCP_DISCOVERY_EXTRA_HEADERS]",
      valueName: "Name: value"))
  var discoveryHeaders: [String] = []

  var flags: [SettingKey: [String]] {
    [
      .serverURL: serverURLs, .command: commands, .plugin: plugins, .mcpHeaders: headers,
      .mcpDiscoveryHeaders: discoveryHeaders,
    ]
  }
}
