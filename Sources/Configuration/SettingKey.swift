/// Where a setting can come from: its flag, its environment variable, its default.
public struct SettingKey: Sendable, Hashable {
  /// With the dashes: `--control-plane.tunnel-id`.
  public let flag: String
  /// `CONTROL_PLANE_TUNNEL_ID`; nil when only a flag sets it.
  public let variable: String?
  /// As one would write it; nil when there is none.
  public let fallback: String?

  init(_ flag: String, _ variable: String?, default fallback: String? = nil) {
    self.flag = flag
    self.variable = variable
    self.fallback = fallback
  }
}

extension SettingKey {
  public static let baseURL = SettingKey(
    "--control-plane.base-url", "CONTROL_PLANE_BASE_URL", default: "https://api.openai.com")
  public static let urlPath = SettingKey("--control-plane.url-path", "CONTROL_PLANE_URL_PATH")
  public static let tunnelID = SettingKey("--control-plane.tunnel-id", "CONTROL_PLANE_TUNNEL_ID")
  public static let organizationID = SettingKey("--control-plane.organization-id", "CONTROL_PLANE_ORGANIZATION_ID")
  public static let apiKey = SettingKey("--control-plane.api-key", "CONTROL_PLANE_API_KEY")
  public static let maxInflight = SettingKey(
    "--control-plane.max-inflight", "CONTROL_PLANE_MAX_INFLIGHT_REQUESTS", default: "20")
  public static let pollTimeout = SettingKey(
    "--control-plane.poll-timeout", "CONTROL_PLANE_POLL_TIMEOUT", default: "30s")
  public static let pollGuardrail = SettingKey(
    "--control-plane.poll-deadline-guardrail", "CONTROL_PLANE_POLL_DEADLINE_GUARDRAIL", default: "5s")
  public static let serverURL = SettingKey("--mcp.server-url", "MCP_SERVER_URL")
  public static let command = SettingKey("--mcp.command", "MCP_COMMAND")
  public static let plugin = SettingKey("--mcp.plugin", "MCP_PLUGIN")
  public static let maxConcurrent = SettingKey(
    "--mcp.max-concurrent-requests", "MCP_MAX_CONCURRENT_REQUESTS", default: "10")
  public static let connectionMaxTTL = SettingKey(
    "--mcp.connection-max-ttl", "MCP_CONNECTION_MAX_TTL", default: "10m")
  public static let mcpHeaders = SettingKey("--mcp.extra-headers", "MCP_EXTRA_HEADERS")
  public static let mcpDiscoveryHeaders = SettingKey("--mcp.discovery-extra-headers", "MCP_DISCOVERY_EXTRA_HEADERS")
  public static let startupWait = SettingKey(
    "--mcp.startup-wait-timeout", "MCP_STARTUP_WAIT_TIMEOUT", default: "0s")
  public static let pluginPath = SettingKey("--plugin-path", "TUNNEL_CLIENT_PLUGIN_PATH")
  public static let healthListenAddress = SettingKey(
    "--health.listen-addr", "HEALTH_LISTEN_ADDR", default: "127.0.0.1:8080")
  public static let healthUnixSocket = SettingKey("--health.unix-socket", "HEALTH_UNIX_SOCKET")
  public static let healthURLFile = SettingKey("--health.url-file", "HEALTH_URL_FILE")
  public static let healthShowDetails = SettingKey(
    "--health.show-details", "HEALTH_SHOW_DETAILS", default: "false")
  public static let drainTimeout = SettingKey("--shutdown.drain-timeout", "SHUTDOWN_DRAIN_TIMEOUT", default: "1s")
  public static let pidFile = SettingKey("--pid.file", "PID_FILE")
  public static let logLevel = SettingKey("--log.level", "LOG_LEVEL", default: "info")
  public static let logFormat = SettingKey("--log.format", "LOG_FORMAT")
  public static let logFile = SettingKey("--log.file", "LOG_FILE")
}

// The companion.
extension SettingKey {
  public static let cloudflaredToken = SettingKey("--cloudflared.token", "CLOUDFLARED_TUNNEL_TOKEN")
  public static let cloudflaredManaged = SettingKey(
    "--cloudflared.managed", "CLOUDFLARED_MANAGED", default: "false")
  public static let cloudflaredPath = SettingKey("--cloudflared.path", "CLOUDFLARED_PATH")
  public static let cloudflaredReadyTimeout = SettingKey(
    "--cloudflared.ready-timeout", "CLOUDFLARED_READY_TIMEOUT", default: "30s")
}

// The wire and the ways out.
extension SettingKey {
  public static let pollers = SettingKey("--control-plane.pollers", "CONTROL_PLANE_POLLERS", default: "1")
  public static let pollChannels = SettingKey("--control-plane.poll-channel", "CONTROL_PLANE_POLL_CHANNELS")
  public static let initialPollTimeout = SettingKey(
    "--control-plane.initial-poll-timeout", "CONTROL_PLANE_INITIAL_POLL_TIMEOUT", default: "30s")
  public static let controlPlaneHeaders = SettingKey("--control-plane.extra-headers", "CONTROL_PLANE_EXTRA_HEADERS")
  public static let sendTiming = SettingKey(
    "--control-plane.send-timing", "CONTROL_PLANE_SEND_TIMING", default: "false")
  public static let forwardTraceContext = SettingKey(
    "--mcp.forward-trace-context", "MCP_FORWARD_TRACE_CONTEXT", default: "false")
  public static let caBundle = SettingKey("--ca-bundle", "CA_BUNDLE")
  public static let httpProxy = SettingKey("--http-proxy", "TUNNEL_CLIENT_HTTP_PROXY")
  public static let controlPlaneProxy = SettingKey("--control-plane.http-proxy", "CONTROL_PLANE_HTTP_PROXY")
  public static let controlPlaneCert = SettingKey("--control-plane.client-cert", "CONTROL_PLANE_CLIENT_CERT")
  public static let controlPlaneKey = SettingKey("--control-plane.client-key", "CONTROL_PLANE_CLIENT_KEY")
  public static let mcpProxy = SettingKey("--mcp.http-proxy", "MCP_HTTP_PROXY")
  public static let mcpCert = SettingKey("--mcp.client-cert", "MCP_CLIENT_CERT")
  public static let mcpKey = SettingKey("--mcp.client-key", "MCP_CLIENT_KEY")
}

// What operators see: the log, the page, the API.
extension SettingKey {
  public static let logMaxFileBytes = SettingKey("--log.max-file-bytes", "LOG_MAX_FILE_BYTES", default: "104857600")
  public static let logMaxFiles = SettingKey("--log.max-files", "LOG_MAX_FILES", default: "5")
  public static let logHTTPRawUnsafe = SettingKey("--log.http-raw-unsafe", "LOG_HTTP_RAW_UNSAFE", default: "false")
  public static let logBufferEvents = SettingKey(
    "--admin-ui.log-buffer-events", "ADMIN_UI_LOG_BUFFER_EVENTS", default: "2000")
  public static let allowRemoteUI = SettingKey("--allow-remote-ui", "ALLOW_REMOTE_UI", default: "false")
  public static let allowRemoteControl = SettingKey("--allow-remote-control", "ALLOW_REMOTE_CONTROL", default: "false")
  public static let openWebUI = SettingKey("--open-web-ui", "OPEN_WEB_UI", default: "false")
  public static let adminAllowedHosts = SettingKey("--admin-ui.allowed-hosts", "ADMIN_UI_ALLOWED_HOSTS")
  public static let adminTokenFile = SettingKey("--admin-ui.token-file", "ADMIN_UI_TOKEN_FILE")
  public static let remoteMetrics = SettingKey("--health.remote-metrics", "HEALTH_REMOTE_METRICS", default: "false")
}
