internal import TunnelPluginKit

/// The files of our plugin for Codex: texts, and where its MCP server is (operator spec 21.5, W-79).
struct Bundle {
  struct File: Equatable {
    /// Relative to the bundle.
    let path: String
    let text: String
  }

  /// Variables that Codex hands down to the server, when it has them: it keeps all others to itself.
  static let variables = [
    "CONTROL_PLANE_API_KEY", "OPENAI_API_KEY", "OPENAI_ADMIN_KEY", "CONTROL_PLANE_BASE_URL",
    "CONTROL_PLANE_URL_PATH", "TUNNEL_CLIENT_STATE_DIR", "TUNNEL_CLIENT_PROFILE_DIR", "TUNNEL_MCP_ADMIN_PROFILE",
    "XDG_CONFIG_HOME", "XDG_STATE_HOME", "HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE",
  ]

  let files: [File]

  /// `program`: the absolute path of tunnel-client.
  init(program: String, version: String) {
    files = [
      File(path: ".codex-plugin/plugin.json", text: Self.manifest(version)),
      File(path: ".mcp.json", text: Self.servers(program)),
      File(path: BinaryHint.name, text: program + "\n"),
      File(path: "README.md", text: BundleText.readme),
      File(path: "AGENTS.md", text: BundleText.agents),
      File(path: "skills/tunnel-mcp/SKILL.md", text: BundleText.skill),
      File(path: "skills/tunnel-mcp/references/binary.md", text: BundleText.binary(program)),
      File(path: "skills/tunnel-mcp/references/profiles-state-and-keys.md", text: BundleText.state),
      File(path: "skills/tunnel-mcp/references/runtime-flows.md", text: BundleText.flows),
      File(path: "skills/tunnel-mcp/references/setup-and-install.md", text: BundleText.setup),
      File(path: "skills/tunnel-mcp/references/troubleshooting.md", text: BundleText.troubleshooting),
    ]
  }

  private static func servers(_ program: String) -> String {
    var writer = JSONWriter()
    writer.object { root in
      root.key("mcpServers")
      root.object { servers in
        servers.key("tunnelMcp")
        servers.object { server in
          server.member("cwd", ".")
          server.member("command", program)
          server.member("args", ["codex", "mcp-server"])
          server.member("env_vars", variables)
        }
      }
    }
    return PrettyJSON.text(writer.bytes)
  }

  private static func manifest(_ version: String) -> String {
    var writer = JSONWriter()
    writer.object { root in
      root.member("name", CodexHome.plugin)
      root.member("version", version)
      root.member("description", "Create, connect and watch tunnels to MCP servers that have no inbound port.")
      root.key("author")
      root.object { author in
        author.member("name", "tunnel-client")
        author.member("url", page)
      }
      root.member("homepage", page)
      root.member("repository", page)
      root.member("license", "Apache-2.0")
      root.member("keywords", ["mcp", "tunnel", "tunnel-client"])
      root.member("skills", "./skills/")
      root.member("mcpServers", "./.mcp.json")
      root.key("interface")
      root.object { interface in
        interface.member("displayName", "Tunnel MCP")
        interface.member("shortDescription", "Tunnels to private MCP servers")
        interface.member(
          "longDescription",
          "Lets Codex create tunnels, connect a local MCP server to one, and see whether it is well, with the tunnel-client "
            + "that is installed on this machine.")
        interface.member("developerName", "tunnel-client")
        interface.member("category", "Developer Tools")
        interface.member("capabilities", ["Interactive", "Read", "Write"])
        interface.member("websiteURL", page)
        interface.member("privacyPolicyURL", "https://openai.com/policies/privacy-policy/")
        interface.member("termsOfServiceURL", "https://openai.com/policies/terms-of-use/")
        interface.member(
          "defaultPrompt",
          [
            "Which tunnels run on this machine, and are they well?",
            "Connect my local MCP server through a tunnel.", "Why is my tunnel not ready?",
          ])
        interface.member("brandColor", "#0F766E")
      }
    }
    return PrettyJSON.text(writer.bytes)
  }

  private static let page = "https://platform.openai.com/settings/organization/tunnels"
}
