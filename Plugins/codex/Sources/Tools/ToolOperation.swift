/// What a call of a tool makes tunnel-client do.
struct ToolOperation: Equatable {
  let name: String
  let arguments: [String]
  /// After so long it is ended.
  let seconds: Int64

  private static let controlPlane = ["admin_profile", "control_plane_base_url", "control_plane_url_path"]
  private static let naming = ["name", "description", "organization_id", "workspace_id"]

  /// Nil for the tool that selects the program.
  init?(_ tool: Tool, _ call: ToolArguments) {
    let alias = call.texts["alias"] ?? ""
    switch tool.name {
    case ToolCatalog.create.name:
      name = "create"
      arguments = ["runtimes", "create", "--alias=\(alias)"] + call.options(Self.naming + Self.controlPlane)
      seconds = 60
    case ToolCatalog.connect.name:
      name = "connect"
      arguments =
        ["runtimes", "connect", "--alias=\(alias)"]
        + call.options(["tunnel_id", "mcp_command", "runtime_api_key"] + Self.naming + Self.controlPlane)
      seconds = 90
    case ToolCatalog.list.name:
      name = "list"
      arguments =
        ["runtimes", "list"] + call.options(["organization_id", "workspace_id", "tenant_id"] + Self.controlPlane)
      seconds = 60
    case ToolCatalog.status.name:
      name = "status"
      arguments = ["runtimes", "status", alias]
      seconds = 60
    case ToolCatalog.stop.name:
      name = "stop"
      arguments = ["runtimes", "stop", alias]
      seconds = 60
    default: return nil
    }
  }

  /// All of them answer with one document.
  var commandLine: [String] { arguments + ["--json"] }
}
