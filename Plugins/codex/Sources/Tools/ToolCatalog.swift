/// The six tools (operator spec 21.8).
enum ToolCatalog {
  static let all = [select, create, connect, list, status, stop]

  static let select = Tool(
    name: "install_or_select_tunnel_client", title: "Select tunnel-client",
    description: "Says which tunnel-client the other tools run, or makes them run another one. Installs nothing.",
    parameters: [
      binary,
      .init(
        "persist_hint", "Remember it in the plugin's folder for later sessions (default: true).", kind: .boolean,
        rule: .any),
      .init(
        "allow_path_lookup", "Without tunnel_client_bin, take the one on the PATH (default: false).", kind: .boolean,
        rule: .any),
    ], isReadOnly: true, isIdempotent: true)

  static let create = Tool(
    name: "create_tunnel_runtime", title: "Create a tunnel",
    description:
      "Creates a tunnel for an organization or a workspace under a local alias, or finds the one that is there. Needs an admin key in the environment.",
    parameters: [alias, organization, workspace] + naming + controlPlane + [binary],
    alternatives: (["organization_id", "workspace_id"], true), isReadOnly: false, isIdempotent: false)

  static let connect = Tool(
    name: "connect_stdio_mcp", title: "Connect a local MCP server",
    description:
      "Starts tunnel-client in the background, which runs an MCP server on its standard input and output and serves a tunnel with it.",
    parameters: [
      alias,
      .init(
        "mcp_command", "The server's command line. No secrets in it: they belong into variables.", isRequired: true,
        rule: .command),
      organization, workspace, .init("tunnel_id", "A tunnel that exists.", rule: .id),
      .init(
        "runtime_api_key", "Where the runtime key is: env:NAME, file:/path or exec:command; never the key itself.",
        rule: .reference),
    ] + naming + controlPlane + [binary],
    alternatives: (["organization_id", "workspace_id", "tunnel_id"], true), isReadOnly: false, isIdempotent: false)

  static let list = Tool(
    name: "list_runtime_aliases", title: "List runtimes",
    description: "Lists the aliases that this machine knows, with their tunnels.",
    parameters: [organization, workspace, .init("tenant_id", "Look at the tunnels of this tenant, too.", rule: .id)]
      + controlPlane + [binary],
    alternatives: (["organization_id", "workspace_id", "tenant_id"], false), isReadOnly: true, isIdempotent: true)

  static let status = Tool(
    name: "runtime_status", title: "Look at a runtime",
    description: "Says whether a runtime runs, is healthy, ready and polls, and what to do when it does not.",
    parameters: [alias, binary], isReadOnly: true, isIdempotent: true)

  static let stop = Tool(
    name: "stop_runtime", title: "Stop a runtime",
    description: "Stops a runtime; calls under way finish first. Its tunnel stays.", parameters: [alias, binary],
    isReadOnly: false, isIdempotent: true)

  private static let alias = Tool.Parameter(
    "alias", "The runtime's name on this machine.", isRequired: true, rule: .alias)
  private static let organization = Tool.Parameter("organization_id", "The tunnel's organization.", rule: .id)
  private static let workspace = Tool.Parameter("workspace_id", "The tunnel's workspace.", rule: .id)
  private static let binary = Tool.Parameter(
    "tunnel_client_bin", "The absolute path of a tunnel-client to run instead.", rule: .text(most: 4_096))
  private static let naming = [
    Tool.Parameter("name", "The tunnel's name, if it has to be made."),
    Tool.Parameter("description", "The tunnel's description, if it has to be made.", rule: .text(most: 2_048)),
  ]
  private static let controlPlane = [
    Tool.Parameter("admin_profile", "The admin profile to use.", rule: .alias),
    Tool.Parameter("control_plane_base_url", "Another control plane; only those that are known.", rule: .baseURL),
    Tool.Parameter("control_plane_url_path", "A path that all of its routes are under."),
  ]
}
