import CurlHTTP

/// The headers of control-plane requests (dataplane spec 2.2). Built once; a request adds its own lines behind.
struct RequestHeaders {
  /// For metadata, and for a poll that was not told where to go.
  let unplaced: HTTPFields
  private let post: HTTPFields

  init(_ settings: ControlPlaneSettings, serverInfo: ServerInfo) {
    var fields = HTTPFields([
      "Authorization": "Bearer \(settings.apiKey)",
      "Accept": "application/json",
      "User-Agent": "\(settings.identity.name)/\(settings.identity.version)",
      "X-Tunnel-Client-Name": settings.identity.name,
      "X-Tunnel-Client-Version": settings.identity.version,
      "X-Tunnel-Client-Instance-Id": settings.identity.instanceID,
      "X-Tunnel-Client-Capabilities": "wrong-cluster-v1",
      "X-Tunnel-Client-Wire-Protocol-Version": "2026-08-25",
      "X-Tunnel-MCP-Server-Info": serverInfo.headerValue,
    ])
    if !settings.organizationID.isEmpty { fields.append("OpenAI-Organization", settings.organizationID) }
    // All names that are set here are refused when the configuration is read, so nothing is said twice (W-10).
    for index in 0..<settings.extraHeaders.count {
      fields.append(settings.extraHeaders.name(at: index), settings.extraHeaders.value(at: index))
    }
    unplaced = fields
    fields.append("Content-Type", "application/json")
    post = fields
  }

  /// For a poll, with the token of its placement when there is one.
  func poll(shardToken: String?) -> HTTPFields {
    guard let shardToken else { return unplaced }
    var fields = unplaced
    fields.append("X-Tunnel-Shard-Token", shardToken)
    return fields
  }

  /// For a response POST of a command (CP-03).
  func response(shardToken: String, clientRequestID: String?) -> HTTPFields {
    var fields = post
    fields.append("X-Tunnel-Shard-Token", shardToken)
    if let clientRequestID { fields.append("X-Client-Request-Id", clientRequestID) }
    return fields
  }
}
