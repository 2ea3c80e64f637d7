/// The configuration of `run`, checked and typed.
public struct Settings: Sendable {
  public struct ControlPlane: Sendable {
    public var baseURL: String
    public var urlPath: String
    public var tunnelID: String
    public var organizationID: String
    public var apiKey: String
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
  }

  public struct Log: Sendable {
    public var level: String
    public var format: LogFormatName
    public var file: String?
    /// The largest size of the file in bytes; 0: it grows for ever.
    public var maxFileBytes = 100 << 20
    /// How many older files are kept.
    public var maxFiles = 5
    /// How many records are kept for the page.
    public var bufferEvents = 2000
    /// Whole HTTP messages are logged at debug.
    public var dumpsHTTP = false
  }

  public enum Health: Sendable, Equatable {
    case tcp(host: String, port: Int)
    case unixSocket(String)
  }

  public var controlPlane: ControlPlane
  public var mcp: MCP
  public var network: NetworkSettings
  public var pluginFolders: [String]
  public var pluginPathVariable: String?
  public var health: Health
  public var healthURLFile: String?
  public var healthShowsDetails: Bool
  /// How long calls under way may take to finish after a signal.
  public var drainTimeout: Duration
  public var pidFile: String?
  public var log: Log
  public var webUI: WebUISettings
  /// Nil: no companion.
  public var cloudflared: CloudflaredSettings?

  /// What must not appear in any output.
  public var secrets: [String] {
    [controlPlane.apiKey] + controlPlane.wire.headers.secrets + network.secrets + mcp.bindings.flatMap(\.secrets)
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
