import CurlHTTP

/// The headers of control-plane requests (dataplane spec 2.2). Built once; a request adds its own lines behind.
struct RequestHeaders {
  let poll: HTTPFields
  private let post: HTTPFields

  init(_ settings: ControlPlaneSettings, serverInfo: ServerInfo) {
    var fields = HTTPFields([
      "Authorization": "Bearer \(settings.apiKey)",
      "Accept": "application/json",
      "User-Agent": "\(settings.identity.name)/\(settings.identity.version)",
      "X-Tunnel-Client-Name": settings.identity.name,
      "X-Tunnel-Client-Version": settings.identity.version,
      "X-Tunnel-Client-Instance-Id": settings.identity.instanceID,
      "X-Tunnel-MCP-Server-Info": serverInfo.headerValue,
    ])
    if !settings.organizationID.isEmpty { fields.append("OpenAI-Organization", settings.organizationID) }
    poll = fields
    fields.append("Content-Type", "application/json")
    post = fields
  }

  /// For a response POST of a command (CP-03).
  func response(shardToken: String, clientRequestID: String?) -> HTTPFields {
    var fields = post
    fields.append("X-Tunnel-Shard-Token", shardToken)
    if let clientRequestID { fields.append("X-Client-Request-Id", clientRequestID) }
    return fields
  }
}
