/// Secrets that the log cannot take out wherever they appear: so short a word is part of ordinary text.
enum ShortSecrets {
  /// In bytes; that of `Redactor`.
  static let shortestRedacted = 6

  /// A sentence for each place that holds one, without the secret.
  static func notes(on settings: Settings) -> [String] {
    var places = [("control_plane.api_key", [settings.controlPlane.apiKey].filter { !$0.isEmpty })]
    places.append(("control_plane.extra_headers", settings.controlPlane.wire.headers.secrets))
    for plugin in settings.plugins { places.append(("plugin \(plugin.id)", plugin.secrets)) }
    for binding in settings.mcp.bindings {
      // User information is known by its place in a URL.
      let inURL = binding.network.serverURL.map(ProxyText.secrets(of:)) ?? []
      let ofPlugin = settings.plugins.first { $0.id == binding.pluginID }?.secrets ?? []
      let own = binding.secrets.filter { !inURL.contains($0) && !ofPlugin.contains($0) }
      places.append(("channel \"\(binding.channel)\" (\(binding.source))", own))
    }
    return places.filter { $0.1.contains { $0.utf8.count < shortestRedacted } }.map { place, _ in
      "\(place): a secret of fewer than \(shortestRedacted) bytes is not blanked out in logs and on the page; "
        + "use a longer one"
    }
  }
}
