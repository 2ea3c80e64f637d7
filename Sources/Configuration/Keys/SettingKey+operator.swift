extension SettingKey {
  public static let healthListenAddress = SettingKey(
    "health.listen_addr", "--health.listen-addr", "HEALTH_LISTEN_ADDR", default: "127.0.0.1:8080",
    "Where /healthz, /readyz, /metrics and /ui are served: host:port; port 0 takes a free one.",
    example: "127.0.0.1:0")
  public static let healthUnixSocket = SettingKey(
    "health.unix_socket", "--health.unix-socket", "HEALTH_UNIX_SOCKET", .path, "Serve them on a Unix socket instead.",
    example: "/run/user/1000/tunnel.sock")
  public static let healthURLFile = SettingKey(
    "health.url_file", "--health.url-file", "HEALTH_URL_FILE", .path, "Write their base URL to this file.",
    example: "/run/user/1000/tunnel.url")
  public static let healthShowDetails = SettingKey(
    "health.show_details", "--health.show-details", "HEALTH_SHOW_DETAILS", .boolean, default: "false",
    "/health shows its components unasked.", example: "true")
  public static let allowRemoteUI = SettingKey(
    "admin_ui.allow_remote", "--allow-remote-ui", "ALLOW_REMOTE_UI", .boolean, default: "false",
    "Let peers on other machines see the page and its API, with a token.", example: "true")
  public static let allowRemoteControl = SettingKey(
    "admin_ui.allow_remote_control", "--allow-remote-control", "ALLOW_REMOTE_CONTROL", .boolean, default: "false",
    "Let those peers also change things.", example: "true")
  public static let adminAllowedHosts = SettingKey(
    "admin_ui.allowed_hosts", "--admin-ui.allowed-hosts", "ADMIN_UI_ALLOWED_HOSTS", .list(separator: ","),
    "Names under which the page may be addressed, besides this machine's.", example: "tunnel.example.com")
  public static let adminTokenFile = SettingKey(
    "admin_ui.token_file", "--admin-ui.token-file", "ADMIN_UI_TOKEN_FILE", .path,
    "Where to write the token for other machines, mode 0600; without it beside the URL file, with .token behind.",
    example: "/run/user/1000/tunnel.token")
  public static let remoteMetrics = SettingKey(
    "health.remote_metrics", "--health.remote-metrics", "HEALTH_REMOTE_METRICS", .boolean, default: "false",
    "Let peers on other machines read /metrics, without a token.", example: "true")
  public static let openWebUI = SettingKey(
    "admin_ui.open_browser", "--open-web-ui", "OPEN_WEB_UI", .boolean, default: "false",
    "Open the page in a browser at the start.", example: "true")
  public static let logBufferEvents = SettingKey(
    "admin_ui.log_buffer_events", "--admin-ui.log-buffer-events", "ADMIN_UI_LOG_BUFFER_EVENTS", .integer,
    default: "2000", "Log records that the page can go back to, 1 to 100000.", example: "5000")
  public static let capturePayloads = SettingKey(
    "admin_ui.capture_payloads", "--admin-ui.capture-payloads", "ADMIN_UI_CAPTURE_PAYLOADS", .boolean,
    default: "false", "Keep what the last calls carried in memory, for the page and for sending them again.",
    example: "true")
  public static let assistant = SettingKey(
    "admin_ui.assistant", "--admin-ui.assistant", "ADMIN_UI_ASSISTANT", .boolean, default: "true",
    "Offer a chat with Codex on the page, where codex is installed; it is started when somebody opens it.",
    example: "false")
  public static let proxyCheckInterval = SettingKey(
    "proxy.check_interval", "--proxy.check-interval", "PROXY_CHECK_INTERVAL", .duration, default: "1m",
    "How often the proxies in use are tried.", example: "30s")

  static let operatorSurface = [
    healthListenAddress, healthUnixSocket, healthURLFile, healthShowDetails, allowRemoteUI, openWebUI, logBufferEvents,
    capturePayloads, proxyCheckInterval, allowRemoteControl, adminAllowedHosts, adminTokenFile, remoteMetrics,
    assistant,
  ]
}

extension SettingKey {
  public static let logLevel = SettingKey(
    "log.level", "--log.level", "LOG_LEVEL", default: "info",
    "debug, info, warn or error; or file:/path to a file that holds it, read again on SIGHUP.", example: "debug")
  public static let logFormat = SettingKey(
    "log.format", "--log.format", "LOG_FORMAT", .text,
    "struct-text or json, on standard output; without it lines for people, on standard error.", example: "json")
  public static let logFile = SettingKey(
    "log.file", "--log.file", "LOG_FILE", .path, "Append to this file, made with mode 0600.",
    example: "/var/log/tunnel-client.log")

  public static let logMaxFileBytes = SettingKey(
    "log.max_file_bytes", "--log.max-file-bytes", "LOG_MAX_FILE_BYTES", .integer, default: "104857600",
    "A log file of this size makes way for a new one; 0: never.", example: "10485760")
  public static let logMaxFiles = SettingKey(
    "log.max_files", "--log.max-files", "LOG_MAX_FILES", .integer, default: "5",
    "Older log files that are kept, as FILE.1 and so on.", example: "10")
  public static let logHTTPRawUnsafe = SettingKey(
    "log.http_raw_unsafe", "--log.http-raw-unsafe", "LOG_HTTP_RAW_UNSAFE", .boolean, default: "false",
    "At debug, log HTTP messages whole, polls aside: with user data, but without secrets.", example: "true")

  static let logging = [logLevel, logFormat, logFile, logMaxFileBytes, logMaxFiles, logHTTPRawUnsafe]
}

extension SettingKey {
  public static let drainTimeout = SettingKey(
    "process.drain_timeout", "--shutdown.drain-timeout", "SHUTDOWN_DRAIN_TIMEOUT", .duration, default: "1s",
    "How long calls under way may take to finish after a signal.", example: "10s")
  public static let pidFile = SettingKey(
    "process.pid_file", "--pid.file", "PID_FILE", .path,
    "Write the process's number to this file, and refuse to start beside another client with it.",
    example: "/run/user/1000/tunnel.pid")

  public static let pluginState = SettingKey(
    "plugins.state_dir", "--plugin-state-dir", "TUNNEL_CLIENT_STATE_DIR", .path,
    """
    Where plugins keep what outlives the process, each in a folder of its own (mode 0700); made when one asks for it. \
    Without it: $STATE_DIRECTORY, else $XDG_STATE_HOME/tunnel-client, else ~/.local/state/tunnel-client.
    """,
    example: "/var/lib/tunnel-client")

  static let process = [drainTimeout, pidFile, pluginState]
}
