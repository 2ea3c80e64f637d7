/// The configuration of `run`, checked and typed.
public struct Settings: Sendable {
  public struct ControlPlane: Sendable {
    public var baseURL: String
    public var urlPath: String
    public var tunnelID: String
    public var organizationID: String
    /// Empty when a plugin supplies it.
    public var apiKey: String
    /// The plugin that supplies the key; nil: it is a setting.
    public var authPlugin: String?
    public var maxInflight: Int
    public var pollTimeout: Duration
    public var pollGuardrail: Duration
    public var wire: WireSettings
  }

  public struct MCP: Sendable {
    public var bindings: [BindingSetting]
    public var maxConcurrent: Int
    public var window: Duration
    /// How long the first poll may wait for the MCP servers; zero: not at all.
    public var startupWait: Duration
    /// Origins beside the servers' own that OAuth metadata may be fetched from, without a slash at the end.
    public var oauthTrustedOrigins: [String] = []
  }

  public struct Log: Sendable {
    public var level: String
    public var format: LogFormatName
    public var file: String?
    /// The largest size of the file in bytes; 0: it grows for ever.
    public var maxFileBytes = 100 << 20
    /// How many older files are kept.
    public var maxFiles = 5
    /// Whole HTTP messages are logged at debug.
    public var dumpsHTTP = false
  }

  public enum Health: Sendable, Equatable {
    case tcp(host: String, port: Int)
    case unixSocket(String)
  }

  public struct AdminUI: Sendable, Equatable {
    public var allowsRemote: Bool
    public var opensBrowser: Bool
    public var logBufferEvents: Int
    /// Whether the operator may see what calls carry, from the start.
    public var capturesPayloads = false
    /// Peers on other machines may also change things.
    public var allowsRemoteControl = false
    /// They may read the metrics, without a token.
    public var allowsRemoteMetrics = false
    /// Names other than those of this machine under which the page may be addressed.
    public var allowedHosts: [String] = []
    /// Where the access token is written; nil: beside the URL file, if there is one.
    public var tokenFile: String?
    /// The page offers a chat with an assistant.
    public var offersAssistant = true
  }

  /// Folders to look for plugins in, by who named them.
  public struct PluginFolders: Sendable, Equatable {
    public var flags: [String] = []
    public var environment: [String] = []
    public var profile: [String] = []
    /// Where plugins keep their state; nil: where a user's state belongs.
    public var state: String?

    public init() {}
  }

  public var controlPlane: ControlPlane
  public var mcp: MCP
  public var network: NetworkSettings
  /// What must be true of plugins before they are used.
  public var plugins: [PluginSetting]
  public var pluginFolders: PluginFolders
  public var harpoon: HarpoonSettings
  public var health: Health
  public var healthURLFile: String?
  public var healthShowsDetails: Bool
  public var adminUI: AdminUI
  public var proxyCheckInterval: Duration
  /// How long calls under way may take to finish after a signal.
  public var drainTimeout: Duration
  public var pidFile: String?
  public var log: Log
  /// Nil: no companion.
  public var cloudflared: CloudflaredSettings?
  /// What is worth saying although nothing is wrong.
  public var notes: [String]

  /// What must not appear in any output.
  public var secrets: [String] {
    [controlPlane.apiKey].filter { !$0.isEmpty } + controlPlane.wire.headers.secrets + network.secrets
      + mcp.bindings.flatMap(\.secrets)
      + plugins.flatMap(\.secrets)
      + [cloudflared?.token].compactMap(\.self)
  }
}

/// The words of `--log.format`.
public enum LogFormatName: String, Sendable, CaseIterable {
  /// For people, on standard error: the default.
  case console
  /// `key=value` on standard output.
  case structText = "struct-text"
  case json
}
