import NIOCore
import RawJSON

/// What a client says of itself when it registers (RFC 7591), as far as it matters here.
struct ClientMetadata: Equatable, Sendable {
  var redirectURIs: [String] = []
  var authMethod = "none"
  var scope: String?
  var name: String?
  var grantTypes = ["authorization_code", "refresh_token"]

  static let authMethods = ["none", "client_secret_post"]

  init(redirectURIs: [String]) {
    self.redirectURIs = redirectURIs
  }

  init(_ body: ByteBuffer) throws(OAuthError) {
    do {
      try body.withUnsafeReadableBytes { bytes throws(JSONError) in
        var cursor = JSONCursor(bytes)
        try cursor.beginObject()
        while let key = try cursor.nextMember() { try read(key, &cursor) }
        try cursor.end()
      }
    } catch {
      throw OAuthError("invalid_client_metadata", "the body is not the JSON that RFC 7591 describes: \(error)")
    }
    try check()
  }

  private mutating func read(_ key: JSONKey, _ cursor: inout JSONCursor) throws(JSONError) {
    switch key {
    case "redirect_uris": redirectURIs = try Self.strings(&cursor)
    case "grant_types": grantTypes = try Self.strings(&cursor)
    case "token_endpoint_auth_method": authMethod = try Self.text(&cursor) ?? authMethod
    case "scope": scope = try Self.text(&cursor)
    case "client_name": name = try Self.text(&cursor)
    default: _ = try cursor.skipValue()
    }
  }

  private static func text(_ cursor: inout JSONCursor) throws(JSONError) -> String? {
    guard try cursor.peekKind() != .null else {
      _ = try cursor.skipValue()
      return nil
    }
    return try cursor.readString().decoded
  }

  private static func strings(_ cursor: inout JSONCursor) throws(JSONError) -> [String] {
    var texts: [String] = []
    try cursor.beginArray()
    while try cursor.nextElement() { texts.append(try cursor.readString().decoded) }
    return texts
  }

  private mutating func check() throws(OAuthError) {
    guard !redirectURIs.isEmpty, redirectURIs.count <= 16 else {
      throw OAuthError("invalid_redirect_uri", "redirect_uris needs one to 16 URIs")
    }
    guard redirectURIs.allSatisfy(RedirectURI.isAcceptable) else {
      throw OAuthError(
        "invalid_redirect_uri", "a redirect URI is https, http on loopback, or an application's own scheme, without #")
    }
    guard Scopes.parse(scope) != nil else {
      throw OAuthError("invalid_client_metadata", "known scopes are \(Scopes.all.joined(separator: ", "))")
    }
    // RFC 7591 3.2.1: the server may choose otherwise than asked, and says what it chose.
    if !Self.authMethods.contains(authMethod) { authMethod = "client_secret_post" }
    grantTypes = grantTypes.filter { ["authorization_code", "refresh_token"].contains($0) }
  }
}
