import NIOCore
import RawJSON

/// What an authorization server says of itself (RFC 8414 §2), as far as anybody here needs it (dataplane OA-10).
public struct AuthorizationServerMetadata: Sendable, Equatable {
  public var issuer: String?
  public var authorizationEndpoint: String?
  public var tokenEndpoint: String?
  public var jwksURI: String?
  public var introspectionEndpoint: String?
  public var registrationEndpoint: String?
  public var revocationEndpoint: String?

  /// Nil when the text is not a JSON object to its end.
  init?(_ body: ByteBuffer) {
    let members: [String: String]? = body.withUnsafeReadableBytes { bytes in
      var cursor = JSONCursor(bytes)
      var members: [String: String] = [:]
      do throws(JSONError) {
        try cursor.beginObject()
        while let key = try cursor.nextMember() {
          if try cursor.peekKind() == .string {
            members[key.decoded] = try cursor.readString().decoded
          } else {
            _ = try cursor.skipValue()
          }
        }
        try cursor.end()
      } catch {
        return nil
      }
      return members
    }
    guard let members else { return nil }
    issuer = members["issuer"]
    authorizationEndpoint = members["authorization_endpoint"]
    tokenEndpoint = members["token_endpoint"]
    jwksURI = members["jwks_uri"]
    introspectionEndpoint = members["introspection_endpoint"]
    registrationEndpoint = members["registration_endpoint"]
    revocationEndpoint = members["revocation_endpoint"]
  }
}
