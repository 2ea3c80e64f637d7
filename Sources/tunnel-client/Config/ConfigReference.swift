import Configuration

/// docs/configuration.md, made from the list of settings; a test compares the two.
enum ConfigReference {
  static var markdown: String {
    var text = opening
    var section = ""
    for key in SettingKey.all {
      let name = title(of: key)
      if name != section {
        text += "\n## \(name)\n"
        section = name
      }
      text += entry(key)
    }
    return text + closing
  }

  private static func title(of key: SettingKey) -> String {
    let first = key.name.hasPrefix("--") ? "" : String(key.name.prefix { $0 != "." })
    return switch first {
    case "control_plane": "Control plane"
    case "mcp": "MCP servers"
    case "plugins": "Plugins"
    case "health", "admin_ui", "proxy": "Operator endpoints"
    case "log": "Logging"
    case "process": "Process"
    case "ca_bundle", "http_proxy": "Network"
    case "harpoon": "Harpoon"
    case "cloudflared": "Companion"
    default:
      switch key.name {
      case "--mcp.plugin": "MCP servers"
      case let name where name.hasPrefix("--embedded"): "Built-in MCP server"
      default: "Choosing a profile"
      }
    }
  }

  private static func entry(_ key: SettingKey) -> String {
    var rows = [("flag", key.flag.map { "`\($0)`" }), ("environment", key.variable.map { "`\($0)`" })]
    rows.append(("profile", key.path.map { "`\($0)`" }))
    rows.append(("default", key.fallback.map { "`\($0)`" }))
    rows.append(("example", "`\(key.example)`"))
    rows.append(("when wrong", key.mistake.map { "`\($0)`" }))
    let table = rows.compactMap { row in row.1.map { "| \(row.0) | \($0.replacing("|", with: "\\|")) |\n" } }.joined()
    return "\n### \(key.name)\n\n\(key.summary)\n\n| | |\n|---|---|\n\(table)"
  }

  private static let opening = """
    # Configuration

    Made by `tunnel-client config reference`; change `Sources/Configuration/Keys` instead of this page.

    - **I want to see what counts**: `tunnel-client config explain --profile NAME`
    - **I want to check a profile**: `tunnel-client profiles validate NAME`, then `tunnel-client doctor --profile NAME`
    - **I want to start from an example**: `tunnel-client profiles samples list`

    A setting comes from its flag, else its environment variable, else the profile, else its default. An empty variable
    counts as unset. A binding of a channel replaces a weaker one of the same channel; the log says so. All problems are
    reported at once, each with its key, where it stands and what to do.

    A **reference** stands where a secret would: `env:NAME` (a variable), `file:/path` (a file of mode 0600) or
    `exec:command` (what a command prints; no shell). Literal secrets are refused in flags and files. Headers and plugin
    configurations take references too. Durations are written `500ms`, `30s`, `2m`, `1h`.

    """

  private static let closing = """

    ## Lists of mappings in a profile

    `mcp.server_urls[]`: `url`, `channel` (default `main`), `unix_socket`, `http_proxy`, `client_cert`, `client_key`, `auth`.
    A bare word is a URL.

    `mcp.commands[]`: `command`, `channel`. A bare word is a command.

    `mcp.bindings[]`: any transport plugin: `transport` (its id), `channel`, `auth` (an auth plugin's id, or
    `{plugin: ID, config: {…}}`), `config` (a mapping, checked against the plugin's JSON Schema), `isolation` (`none` or
    `process`), `http_proxy`, `client_cert`, `client_key`.

    `plugins.load[]`: what must be true of a plugin before it is used: `id`, `version` (such as `^1.2`), `sha256` of its
    file, `grants` (host services it may use), `isolation`, `config` (under the configuration of every binding that uses it).

    `harpoon.targets[]`: `label`, `url`, `unix_socket`, `description`; or a `template` in place of `url` (see connectors.md).

    ```yaml
    config_version: 1
    control_plane:
      tunnel_id: tunnel_0123456789abcdef0123456789abcdef
      api_key: file:~/.secrets/tunnel-key
    plugins:
      search_path: [./plugins]
      load:
        - {id: com.example.echo, version: ^1.0, grants: [tunnel.host.log/1]}
    mcp:
      commands:
        - command: uvx mcp-server-time
      bindings:
        - channel: echo
          transport: com.example.echo
          config: {greeting: "hello, world"}
    ```

    """
}
