extension SettingKey {
  public static let config = SettingKey(
    nil, "--config", "TUNNEL_CLIENT_CONFIG", .path, "A configuration file with any name.", example: "./tunnel.yaml")
  public static let profile = SettingKey(
    nil, "--profile", "TUNNEL_CLIENT_PROFILE", .text, "A profile of the profile folder, by name.", example: "work")
  public static let profileFile = SettingKey(
    nil, "--profile-file", "TUNNEL_CLIENT_PROFILE_FILE", .path, "A profile by its path; it ends in .yaml.",
    example: "~/tunnels/work.yaml")
  public static let profileDirectory = SettingKey(
    nil, "--profile-dir", "TUNNEL_CLIENT_PROFILE_DIR", .path, default: "~/.config/tunnel-client",
    "The folder of the profiles.", example: "~/tunnels")

  static let profileSelection = [config, profile, profileFile, profileDirectory]
}

extension SettingKey {
  public static let baseURL = SettingKey(
    "control_plane.base_url", "--control-plane.base-url", "CONTROL_PLANE_BASE_URL",
    default: "https://api.openai.com",
    "Where the control plane is. With a client certificate the default is https://mtls.api.openai.com.",
    example: "https://api.openai.com")
  public static let urlPath = SettingKey(
    "control_plane.url_path", "--control-plane.url-path", "CONTROL_PLANE_URL_PATH", .text,
    "A path that all of its routes are under.", example: "/gateway")
  public static let tunnelID = SettingKey(
    "control_plane.tunnel_id", "--control-plane.tunnel-id", "CONTROL_PLANE_TUNNEL_ID", .text,
    "The tunnel: tunnel_ and 32 characters of a-z and 0-9.", example: "tunnel_0123456789abcdef0123456789abcdef")
  public static let organizationID = SettingKey(
    "control_plane.organization_id", "--control-plane.organization-id", "CONTROL_PLANE_ORGANIZATION_ID", .text,
    "The organization that the key speaks for, where it has several.", example: "org-abc123")
  public static let apiKey = SettingKey(
    "control_plane.api_key", "--control-plane.api-key", "CONTROL_PLANE_API_KEY", .secret,
    "The runtime API key. The variable holds the key itself, flag and profile a reference to it; without any of them "
      + "OPENAI_API_KEY counts.", example: "file:~/.secrets/tunnel-key")
  public static let authPlugin = SettingKey(
    "control_plane.auth_plugin", "--control-plane.auth-plugin", "CONTROL_PLANE_AUTH_PLUGIN", .text,
    "An auth plugin that supplies the API key in place of control_plane.api_key, and another one after a 401. It is "
      + "configured by the `config` of its entry in plugins.load.", example: "org.tunnel-client.exec")
  public static let maxInflight = SettingKey(
    "control_plane.max_inflight_requests", "--control-plane.max-inflight", "CONTROL_PLANE_MAX_INFLIGHT_REQUESTS",
    .integer, default: "20", "Commands that may wait for a worker, 1 to 10000.", example: "50")
  public static let pollTimeout = SettingKey(
    "control_plane.poll_timeout", "--control-plane.poll-timeout", "CONTROL_PLANE_POLL_TIMEOUT", .duration,
    default: "30s", "How long the service may hold a poll.", example: "20s")
  public static let pollGuardrail = SettingKey(
    "control_plane.poll_deadline_guardrail", "--control-plane.poll-deadline-guardrail",
    "CONTROL_PLANE_POLL_DEADLINE_GUARDRAIL", .duration, default: "5s", "How much longer we wait for it.",
    example: "10s")
  public static let initialPollTimeout = SettingKey(
    "control_plane.initial_poll_timeout", "--control-plane.initial-poll-timeout",
    "CONTROL_PLANE_INITIAL_POLL_TIMEOUT", .duration, default: "30s",
    "At most so long may the service hold the first poll. Accepted and checked, without effect: the first poll of this "
      + "client always asks for an answer at once.", example: "5s")
  public static let pollers = SettingKey(
    "control_plane.pollers", "--control-plane.pollers", "CONTROL_PLANE_POLLERS", .integer, default: "1",
    "Polls under way at once, 1 to 4.", example: "2")
  public static let pollChannels = SettingKey(
    "control_plane.poll_channels", "--control-plane.poll-channel", "CONTROL_PLANE_POLL_CHANNELS",
    .list(separator: ","), "Poll for these channels only; without any: for all.", example: "files")
  public static let controlPlaneHeaders = SettingKey(
    "control_plane.extra_headers", "--control-plane.extra-headers", "CONTROL_PLANE_EXTRA_HEADERS", .headers,
    "Headers for all requests to the control plane. A value may be a reference.", example: "X-Team: blue")
  public static let sendTiming = SettingKey(
    "control_plane.send_timing", "--control-plane.send-timing", "CONTROL_PLANE_SEND_TIMING", .boolean,
    default: "false",
    "Tell the service how long a server took (resp_timing). The published contract does not know that member yet.",
    example: "true")
  public static let controlPlaneProxy = SettingKey(
    "control_plane.http_proxy", "--control-plane.http-proxy", "CONTROL_PLANE_HTTP_PROXY", .text,
    "A proxy to the control plane: a URL, or env:NAME.", example: "http://proxy.example:3128")
  public static let controlPlaneCert = SettingKey(
    "control_plane.client_cert", "--control-plane.client-cert", "CONTROL_PLANE_CLIENT_CERT", .path,
    "A client certificate for the control plane, and for nobody else: a PEM file.", example: "/etc/tunnel/client.pem")
  public static let controlPlaneKey = SettingKey(
    "control_plane.client_key", "--control-plane.client-key", "CONTROL_PLANE_CLIENT_KEY", .path,
    "Its key: a PEM file without a passphrase.", example: "/etc/tunnel/client.key")

  static let controlPlane = [
    baseURL, urlPath, tunnelID, organizationID, apiKey, authPlugin, maxInflight, pollTimeout, pollGuardrail,
    initialPollTimeout,
    pollers, pollChannels, controlPlaneHeaders, sendTiming, controlPlaneProxy, controlPlaneCert, controlPlaneKey,
  ]
}
