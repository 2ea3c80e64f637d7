/// Which variables a bundle names, and of which it shows the value (operator spec 12.5.3, W-43): values by allow-list.
struct EnvironmentRule {
  private static let names: Set<String> = [
    "ALLOW_REMOTE_UI", "CA_BUNDLE", "HEALTH_LISTEN_ADDR", "HEALTH_UNIX_SOCKET", "HEALTH_URL_FILE", "HTTP_PROXY",
    "HTTPS_PROXY", "NO_PROXY", "OPENAI_API_KEY", "OPEN_WEB_UI", "PID_FILE", "PROXY_CHECK_INTERVAL",
  ]
  private static let prefixes = [
    "ADMIN_UI_", "CLOUDFLARED_", "CONTROL_PLANE_", "HARPOON_", "LOG_", "MCP_", "OPENAI_TUNNEL_", "TUNNEL_",
  ]
  private static let proxies: Set<String> = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"]

  /// Settings whose values are no secrets.
  let plain: Set<String>
  /// Variables that the command line refers to.
  let named: Set<String>

  func shown(_ environment: [String: String]) -> [String: String] {
    environment.filter { name, _ in isNamed(name) }.reduce(into: [:]) { shown, variable in
      shown[variable.key] = value(variable.value, of: variable.key)
    }
  }

  private func isNamed(_ name: String) -> Bool {
    // Proxies are set in lower case, too.
    Self.names.contains(name.uppercased()) || Self.prefixes.contains { name.hasPrefix($0) } || named.contains(name)
      || plain.contains(name)
  }

  private func value(_ value: String, of name: String) -> String {
    if value.isEmpty { return "" }
    guard plain.contains(name) || Self.proxies.contains(name.uppercased()), !SensitiveKey.matches(name) else {
      return SensitiveKey.isReference(value) ? value : URLRule.mark
    }
    return URLRule.cleaned(within: value)
  }
}
