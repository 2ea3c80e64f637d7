public import ControlPlane
public import CurlHTTP

/// Where the management API is, and as whom it is asked.
public struct AdminAccess: Sendable {
  /// Scheme, host and port.
  let baseURL: String
  /// Empty, or a path that every route is under, with a slash in front and none behind.
  let urlPath: String
  /// A secret. It is taken out of everything that the service says.
  let key: String
  let organizationID: String
  let identity: ClientIdentity
  let extraHeaders: HTTPFields

  /// - Parameters:
  ///   - baseURL: Of the control plane; a path in it is dropped (operator spec 14.3).
  ///   - urlPath: A path that all routes are under.
  ///   - key: Goes out as a bearer token.
  ///   - organizationID: Sent as `OpenAI-Organization` when not empty.
  ///   - identity: Who asks (1.9).
  ///   - extraHeaders: The operator's own; none that the client sets itself.
  /// - Throws: no http(s) URL, or one over which the key would cross a network in the clear (W-54).
  public init(
    baseURL: String, urlPath: String = "", key: String, organizationID: String = "", identity: ClientIdentity,
    extraHeaders: HTTPFields = HTTPFields()
  ) throws(AdminFailure) {
    guard let origin = URLOrigin(baseURL) else { throw .invalid("the control plane's address is not a URL") }
    guard origin.scheme == "https" || origin.isLoopback else { throw .insecure(origin) }
    let isDefault = origin.port == (origin.scheme == "https" ? "443" : "80")
    self.baseURL = "\(origin.scheme)://\(origin.host)" + (isDefault ? "" : ":\(origin.port)")
    let trimmed = urlPath.split(separator: "/", omittingEmptySubsequences: true).joined(separator: "/")
    self.urlPath = trimmed.isEmpty ? "" : "/" + trimmed
    self.key = key
    self.organizationID = organizationID
    self.identity = identity
    self.extraHeaders = extraHeaders
  }

  func url(_ request: AdminRequest) -> String { baseURL + path(request) + request.query }

  /// What messages show: no host and no query (W-56).
  func path(_ request: AdminRequest) -> String { urlPath + request.path }

  func headers(_ request: AdminRequest) -> HTTPFields {
    var fields = HTTPFields([
      "Authorization": "Bearer \(key)",
      "Accept": "application/json",
      "User-Agent": "\(identity.name)/\(identity.version)",
      "X-Tunnel-Client-Name": identity.name,
      "X-Tunnel-Client-Version": identity.version,
      "X-Tunnel-Client-Instance-Id": identity.instanceID,
    ])
    if !organizationID.isEmpty { fields.append("OpenAI-Organization", organizationID) }
    for index in 0..<extraHeaders.count {
      fields.append(extraHeaders.name(at: index), extraHeaders.value(at: index))
    }
    if request.body != nil { fields.append("Content-Type", "application/json") }
    return fields
  }
}
