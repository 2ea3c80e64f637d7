import Telemetry

/// Whose a series is: a plugin on a channel.
struct MetricOwner: Sendable, Hashable {
  var pluginID: String
  /// Empty: no channel's.
  var channel: String

  /// What every plugin's names may begin with.
  private static let commonPrefix = "tunnel_plugin_"
  private static let bundled = "org.tunnel-client."
  /// The host's own, although a plugin's name would allow it.
  private static let hosts = "http_client_"

  /// The labels that the host adds to a series of this name; nil: the owner may not have one.
  func labels(ofMetric name: String) -> [Label]? {
    if name.hasPrefix(Self.commonPrefix), name != Self.commonPrefix {
      return [Label("plugin", pluginID)] + (channel.isEmpty ? [] : [Label("channel", channel)])
    }
    guard let scope, name.hasPrefix(scope + "_"), !name.hasPrefix(Self.hosts) else { return nil }
    // What dashboards of these names know (dataplane spec 24).
    return [Label("otel_scope_name", scope), Label("otel_scope_version", ""), Label("otel_scope_schema_url", "")]
  }

  /// `NAME` of `org.tunnel-client.NAME`, fit for a metric's name.
  private var scope: String? {
    guard pluginID.hasPrefix(Self.bundled), pluginID.utf8.count > Self.bundled.utf8.count else { return nil }
    return String(pluginID.dropFirst(Self.bundled.count).map { $0 == "." || $0 == "-" ? "_" : $0 })
  }
}
