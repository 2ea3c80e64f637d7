extension SettingKey {
  /// What a typical wrong value is answered with, for the documentation; nil where every value is taken.
  public var mistake: String? {
    guard let (text, more) = Self.mistakes[name] ?? typicalMistake else { return nil }
    guard let flag, text != nil || more != nil else { return nil }
    let profile = more.map { ProfileReader.read(Array($0.utf8), path: "tunnel.yaml") }
    let values = SettingValues(
      flags: text.map { [self: [$0]] } ?? [:], environment: [:], profile: profile)
    do throws(ConfigurationError) {
      _ = try SettingsReader.read(values)
    } catch {
      return error.problems.first { $0.source.name == flag || $0.source.layer == .profile }?.description
    }
    return nil
  }

  /// A wrong value as a flag, or else a wrong profile.
  private typealias Mistake = (flag: String?, profile: String?)

  private var typicalMistake: Mistake? {
    switch kind {
    case .integer: ("many", nil)
    case .duration: ("soon", nil)
    case .boolean: ("maybe", nil)
    case .headers: ("no colon", nil)
    case .secret: ("sk-literal", nil)
    default: nil
    }
  }

  private static let mistakes: [String: Mistake] = [
    "control_plane.base_url": ("api.example", nil), "control_plane.url_path": ("prefix", nil),
    "control_plane.tunnel_id": ("tunnel_1", nil), "control_plane.poll_channels": ("nobody", nil),
    "control_plane.http_proxy": ("proxy:3128", nil), "control_plane.client_cert": ("/no/such.pem", nil),
    "control_plane.client_key": ("/no/such.key", nil), "mcp.server_urls": ("notaurl", nil),
    "mcp.commands": (" ", nil), "--mcp.plugin": ("plugin=a.b,config=x", nil), "mcp.http_proxy": ("proxy:3128", nil),
    "mcp.oauth_trusted_origins": ("https://login.example.com/path", nil),
    "mcp.client_cert": ("/no/such.pem", nil), "mcp.client_key": ("/no/such.key", nil),
    "health.listen_addr": ("8080", nil), "log.level": ("verbose", nil), "log.format": ("xml", nil),
    "ca_bundle": ("/no/such.pem", nil), "http_proxy": ("proxy:3128", nil),
    "harpoon.targets": ("label=A b,url=x", nil), "harpoon.http_proxy": ("proxy:3128", nil),
    "harpoon.additional_transports": ("stdio", nil), "harpoon.hosts_include_regex": ("[", nil),
  ]
}
