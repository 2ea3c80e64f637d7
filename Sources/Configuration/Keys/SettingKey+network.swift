extension SettingKey {
  public static let caBundle = SettingKey(
    "ca_bundle", "--ca-bundle", "CA_BUNDLE", .path,
    "Root certificates beside the system's, for all connections: a PEM file.", example: "/etc/ssl/company.pem")
  public static let httpProxy = SettingKey(
    "http_proxy", "--http-proxy", "TUNNEL_CLIENT_HTTP_PROXY", .text,
    "A proxy for everything that has none of its own: a URL, or env:NAME. Without any, HTTPS_PROXY, HTTP_PROXY and "
      + "NO_PROXY count.", example: "env:HTTPS_PROXY")

  static let network = [caBundle, httpProxy]
}

extension SettingKey {
  public static let cloudflaredToken = SettingKey(
    "cloudflared.token", "--cloudflared.token", "CLOUDFLARED_TUNNEL_TOKEN", .secret,
    "Run cloudflared with this token. The variable holds the token itself, flag and profile a reference to it.",
    example: "env:CF_TOKEN")
  public static let cloudflaredManaged = SettingKey(
    "cloudflared.managed", "--cloudflared.managed", "CLOUDFLARED_MANAGED", .boolean, default: "false",
    "Run cloudflared with the token that the service has for this tunnel.", example: "true")
  public static let cloudflaredPath = SettingKey(
    "cloudflared.path", "--cloudflared.path", "CLOUDFLARED_PATH", .path,
    "The program; without it: cloudflared beside tunnel-client.", example: "/usr/bin/cloudflared")
  public static let cloudflaredReadyTimeout = SettingKey(
    "cloudflared.ready_timeout", "--cloudflared.ready-timeout", "CLOUDFLARED_READY_TIMEOUT", .duration,
    default: "30s", "How long it may take to become ready.", example: "1m")

  static let companion = [cloudflaredToken, cloudflaredManaged, cloudflaredPath, cloudflaredReadyTimeout]
}

extension SettingKey {
  public static let harpoonTargets = SettingKey(
    "harpoon.targets", "--harpoon.target", "HARPOON_TARGETS", .entries(separator: ";"),
    "HTTP targets that the service may call through the harpoon channel: label=NAME,url=URL[,unix-socket=PATH]"
      + "[,desc=TEXT].", example: "label=idp,url=https://idp.internal/token")
  public static let harpoonPlaintext = SettingKey(
    "harpoon.allow_plaintext_http", "--harpoon.allow-plaintext-http", "HARPOON_ALLOW_PLAINTEXT_HTTP", .boolean,
    default: "false", "Targets may be http:// too.", example: "true")
  public static let harpoonMaxResponse = SettingKey(
    "harpoon.max_response_bytes", "--harpoon.max-response-bytes", "HARPOON_MAX_RESPONSE_BYTES", .integer,
    default: "102400", "The longest answer of a target that is passed on, 1 to 102400 bytes.", example: "65536")
  public static let harpoonMaxRedirects = SettingKey(
    "harpoon.max_redirects", "--harpoon.max-redirects", "HARPOON_MAX_REDIRECTS", .integer, default: "5",
    "Redirects that are followed, 0 to 5.", example: "0")
  public static let harpoonProxy = SettingKey(
    "harpoon.http_proxy", "--harpoon.http-proxy", "HARPOON_HTTP_PROXY", .text,
    "A proxy to the targets: a URL, or env:NAME.",
    example: "http://proxy.example:3128")
  public static let harpoonTransports = SettingKey(
    "harpoon.additional_transports", "--harpoon.additional-transport", "HARPOON_ADDITIONAL_TRANSPORTS",
    .list(separator: ";"), "Serve the harpoon tools on this machine too: http-streamable.", example: "http-streamable")
  public static let harpoonSuffixes = SettingKey(
    "harpoon.hosts_include_suffix", "--harpoon.hosts-include-suffix", "HARPOON_HOSTS_INCLUDE_SUFFIX",
    .list(separator: ";"), "Hosts with this ending become targets when OAuth discovery finds them.",
    example: ".corp.example")
  public static let harpoonPatterns = SettingKey(
    "harpoon.hosts_include_regex", "--harpoon.hosts-include-regex", "HARPOON_HOSTS_INCLUDE_REGEX",
    .list(separator: ";"), "Hosts that match become targets when OAuth discovery finds them.",
    example: "^idp[0-9]+\\.")
  public static let harpoonLoopback = SettingKey(
    "harpoon.hosts_include_loopback", "--harpoon.hosts-include-loopback", "HARPOON_HOSTS_INCLUDE_LOOPBACK", .boolean,
    default: "true", "Hosts of this machine become targets when OAuth discovery finds them.", example: "false")
  public static let harpoonPrivate = SettingKey(
    "harpoon.hosts_include_private", "--harpoon.hosts-include-private", "HARPOON_HOSTS_INCLUDE_PRIVATE", .boolean,
    default: "true", "Hosts in private networks become targets when OAuth discovery finds them.", example: "false")
  public static let harpoonCapture = SettingKey(
    "harpoon.capture_payloads", "--harpoon.capture-payloads", "HARPOON_CAPTURE_PAYLOADS", .boolean, default: "false",
    "Keep the bodies of recent calls for the page.", example: "true")

  static let harpoon = [
    harpoonTargets, harpoonPlaintext, harpoonMaxResponse, harpoonMaxRedirects, harpoonProxy, harpoonTransports,
    harpoonSuffixes, harpoonPatterns, harpoonLoopback, harpoonPrivate, harpoonCapture,
  ]
}
