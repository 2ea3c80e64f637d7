import RawJSON

/// The profile that a daemon of an alias runs (operator spec 17.3.2, 31.10): JSON, which is YAML too.
public struct RuntimeProfile: Sendable, Equatable {
  public enum Target: Sendable, Equatable {
    case serverURL(String)
    case command(String)

    /// As process records name it.
    public var kind: String {
      switch self {
      case .serverURL: "server_url"
      case .command: "command"
      }
    }

    public var value: String {
      switch self {
      case .serverURL(let value), .command(let value): value
      }
    }

    /// The flag of `connect`.
    public var flag: String {
      switch self {
      case .serverURL: "--mcp-server-url"
      case .command: "--mcp-command"
      }
    }
  }

  public var baseURL: String
  public var urlPath: String?
  public var tunnelID: String
  /// A reference, never a key.
  public var key: String
  public var healthURLFile: String
  public var logFile: String
  public var target: Target

  public init(
    baseURL: String, urlPath: String?, tunnelID: String, key: String, healthURLFile: String, logFile: String,
    target: Target
  ) {
    self.baseURL = baseURL
    self.urlPath = urlPath
    self.tunnelID = tunnelID
    self.key = key
    self.healthURLFile = healthURLFile
    self.logFile = logFile
    self.target = target
  }

  public var bytes: [UInt8] {
    let path = urlPath.map { "\n    \"url_path\": \(Self.quoted($0))," } ?? ""
    let server =
      switch target {
      case .serverURL(let url): #""server_urls": [{"channel": "main", "url": \#(Self.quoted(url))}]"#
      case .command(let command): #""commands": [{"channel": "main", "command": \#(Self.quoted(command))}]"#
      }
    return Array(
      """
      {
        "config_version": 1,
        "control_plane": {
          "base_url": \(Self.quoted(baseURL)),\(path)
          "tunnel_id": \(Self.quoted(tunnelID)),
          "api_key": \(Self.quoted(key))
        },
        "health": {"listen_addr": "127.0.0.1:0", "url_file": \(Self.quoted(healthURLFile))},
        "admin_ui": {"open_browser": false},
        "log": {"level": "info", "format": "json", "file": \(Self.quoted(logFile))},
        "mcp": {\(server)}
      }

      """.utf8)
  }

  private static func quoted(_ text: String) -> String {
    var bytes: [UInt8] = []
    JSONQuoting.append(text, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}
