extension SettingKey {
  public static let serverURL = SettingKey(
    "mcp.server_urls", "--mcp.server-url", "MCP_SERVER_URL", .entries(separator: "\n"),
    "MCP servers over Streamable HTTP: URL, or url=URL[,channel=NAME][,unix-socket=PATH|,http-proxy=URL]"
      + "[,client-cert=PATH,client-key=PATH].", example: "http://127.0.0.1:3000/mcp")
  public static let command = SettingKey(
    "mcp.commands", "--mcp.command", "MCP_COMMAND", .entries(separator: "\n"),
    "MCP servers over stdio: the command line, or channel=NAME,command=…; no shell.",
    example: "uvx mcp-server-time")
  public static let plugin = SettingKey(
    nil, "--mcp.plugin", "MCP_PLUGIN", .entries(separator: "\n"),
    "A transport plugin by its id: ID, or [channel=NAME,]plugin=ID[,isolation=process][,config=JSON].",
    example: "com.example.echo")
  public static let maxConcurrent = SettingKey(
    "mcp.max_concurrent_requests", "--mcp.max-concurrent-requests", "MCP_MAX_CONCURRENT_REQUESTS", .integer,
    default: "10", "Commands at work at once, in each channel.", example: "25")
  public static let connectionMaxTTL = SettingKey(
    "mcp.connection_max_ttl", "--mcp.connection-max-ttl", "MCP_CONNECTION_MAX_TTL", .duration, default: "10m",
    "How long a server may take for a command without a deadline.", example: "5m")
  public static let startupWait = SettingKey(
    "mcp.startup_wait_timeout", "--mcp.startup-wait-timeout", "MCP_STARTUP_WAIT_TIMEOUT", .duration, default: "0s",
    "How long the first poll may wait for the MCP servers.", example: "30s")
  public static let mcpHeaders = SettingKey(
    "mcp.extra_headers", "--mcp.extra-headers", "MCP_EXTRA_HEADERS", .headers,
    "Headers for every request to an MCP server over HTTP; the caller's own header of the same name wins. A value may "
      + "be a reference.", example: "Authorization: env:MCP_TOKEN")
  public static let mcpDiscoveryHeaders = SettingKey(
    "mcp.discovery_extra_headers", "--mcp.discovery-extra-headers", "MCP_DISCOVERY_EXTRA_HEADERS", .headers,
    "The same for probes and discovery, over the ones above.", example: "X-Probe: 1")
  public static let oauthTrustedOrigins = SettingKey(
    "mcp.oauth_trusted_origins", "--mcp.oauth-trusted-origin", "MCP_OAUTH_TRUSTED_ORIGINS", .list(separator: "\n"),
    "Origins other than the MCP server's own that OAuth metadata may be fetched from, one a line in the variable.",
    example: "https://login.example.com")
  public static let forwardTraceContext = SettingKey(
    "mcp.forward_trace_context", "--mcp.forward-trace-context", "MCP_FORWARD_TRACE_CONTEXT", .boolean,
    default: "false", "Write a command's trace context into params._meta.", example: "true")
  public static let mcpProxy = SettingKey(
    "mcp.http_proxy", "--mcp.http-proxy", "MCP_HTTP_PROXY", .text, "A proxy to MCP servers: a URL, or env:NAME.",
    example: "http://proxy.example:3128")
  public static let mcpCert = SettingKey(
    "mcp.client_cert", "--mcp.client-cert", "MCP_CLIENT_CERT", .path,
    "A client certificate for MCP servers over HTTP, and for nobody else: a PEM file.",
    example: "/etc/tunnel/mcp.pem")
  public static let mcpKey = SettingKey(
    "mcp.client_key", "--mcp.client-key", "MCP_CLIENT_KEY", .path, "Its key: a PEM file without a passphrase.",
    example: "/etc/tunnel/mcp.key")

  static let mcp = [
    serverURL, command, plugin, maxConcurrent, connectionMaxTTL, startupWait, mcpHeaders, mcpDiscoveryHeaders,
    oauthTrustedOrigins, forwardTraceContext, mcpProxy, mcpCert, mcpKey,
  ]
}

extension SettingKey {
  public static let pluginPath = SettingKey(
    "plugins.search_path", "--plugin-path", "TUNNEL_CLIENT_PLUGIN_PATH", .list(separator: ":"),
    "Folders with plugins, searched before the bundled ones: first those of flags, then of the variable, then of the "
      + "profile.", example: "/opt/tunnel-plugins")

  static let plugins = [pluginPath]
}

extension SettingKey {
  public static let embeddedStub = SettingKey(
    nil, "--embedded-mcp-stub", nil, .boolean, default: "false", "Serve the main channel with the built-in MCP server.",
    example: "true")
  public static let embeddedName = SettingKey(
    nil, "--embedded-mcp-server-name", nil, default: "mcp-stub", "The name that the built-in MCP server gives itself.",
    example: "demo")
  public static let embeddedVersion = SettingKey(
    nil, "--embedded-mcp-server-version", nil, default: "0.1.0",
    "The version that the built-in MCP server gives itself.", example: "1.0.0")
  public static let embeddedListenAddress = SettingKey(
    nil, "--embedded-mcp-listen-addr", nil, default: "127.0.0.1:0",
    "Accepted without effect: the built-in MCP server needs no port of its own.", example: "127.0.0.1:0")

  static let embedded = [embeddedStub, embeddedName, embeddedVersion, embeddedListenAddress]
}
