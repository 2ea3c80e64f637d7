/// The operator's headers for MCP servers over HTTP: on every request, and over them on discovery requests.
struct MCPHeaderSettings: Sendable {
  var everywhere = HeaderSettings()
  var discovery = HeaderSettings()

  var secrets: [String] { everywhere.secrets + discovery.secrets }

  /// Further members of the transport's configuration, each with a comma in front; empty without headers.
  var members: String {
    (everywhere.fields.isEmpty ? "" : ",\"headers\":\(everywhere.json)")
      + (discovery.fields.isEmpty ? "" : ",\"discovery_headers\":\(discovery.json)")
  }
}
