/// A profile to start from (operator spec 6.4).
public enum ProfileSample: String, Sendable, CaseIterable {
  case discoveredAuth = "sample_mcp_with_dcr"
  case stdio = "sample_mcp_stdio_local"
  case remote = "sample_mcp_remote_no_auth"
  case enterprise = "sample_mcp_enterprise_proxy"

  public enum Needs: Sendable, Equatable {
    case urlOrCommand
    case url
    case command
  }

  /// In alphabetical order.
  public static var sorted: [ProfileSample] { allCases.sorted { $0.rawValue < $1.rawValue } }

  public var name: String { rawValue }

  public var needs: Needs {
    switch self {
    case .discoveredAuth, .enterprise: .urlOrCommand
    case .stdio: .command
    case .remote: .url
    }
  }

  public var summary: String {
    switch self {
    case .discoveredAuth: "An MCP server of any kind; OAuth with dynamic registration is found by itself."
    case .stdio: "A program on this machine that speaks MCP on its standard input and output."
    case .remote: "An MCP server over HTTP in your network that asks nobody to log in."
    case .enterprise: "Any MCP server, from a network with a web proxy and certificates of its own."
    }
  }

  public var useWhen: String {
    switch self {
    case .discoveredAuth: "you do not know yet which of the others fits, or users log in to the server with OAuth"
    case .stdio: "you start the server with a command, such as uvx, npx, node or python"
    case .remote: "the server has a URL that this machine reaches, and a network is protection enough"
    case .enterprise: "outbound connections need a proxy, or HTTPS is signed by your company"
    }
  }

  public var required: [String] {
    switch needs {
    case .urlOrCommand: ["--tunnel-id", "exactly one of --mcp-server-url and --mcp-command"] + more
    case .url: ["--tunnel-id", "--mcp-server-url"]
    case .command: ["--tunnel-id", "--mcp-command"]
    }
  }

  private var more: [String] {
    self == .enterprise ? ["ENTERPRISE_CA_BUNDLE, the path of a PEM file", "HTTPS_PROXY, the URL of the proxy"] : []
  }

  public var optional: [String] {
    [
      "--control-plane-base-url", "--control-plane-url-path", "--control-plane-api-key-ref", "--health-listen-addr",
      "--open-web-ui",
    ]
  }

  public var notes: [String] {
    switch self {
    case .discoveredAuth: ["A browser must reach the authorization server by itself; only its metadata is relayed."]
    case .stdio:
      [
        "The command is split at white space, with quotes, and without a shell.",
        "The server sees PATH, HOME and the like of your environment, and no secret of the tunnel.",
      ]
    case .remote: ["Credentials for the server itself go into mcp.extra_headers, as references."]
    case .enterprise:
      [
        "The bundle adds to the system's certificates and counts for every connection.",
        "Two kinds of keys: this profile takes the runtime key; an admin key manages tunnels and stays off this machine.",
      ]
    }
  }

  /// The sample filled with values that show their form.
  public var example: String {
    let url = "http://127.0.0.1:3000/mcp"
    let target: SampleInputs.Target = needs == .command ? .command("uvx mcp-server-time") : .url(url)
    return text(SampleInputs(tunnelID: "tunnel_0123456789abcdef0123456789abcdef", target: target))
  }

  /// Whether the sample can have this target.
  public func takes(_ target: SampleInputs.Target) -> Bool {
    switch (needs, target) {
    case (.urlOrCommand, _), (.url, .url), (.command, .command): true
    case (.url, .command), (.command, .url): false
    }
  }
}
