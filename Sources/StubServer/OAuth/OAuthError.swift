import HTTPServing
import NIOHTTP1

/// An error as OAuth writes one (RFC 6749 5.2, RFC 7591 3.2.2).
struct OAuthError: Error, Equatable {
  let status: HTTPResponseStatus
  let code: String
  let description: String

  init(_ code: String, _ description: String, status: HTTPResponseStatus = .badRequest) {
    self.status = status
    self.code = code
    self.description = description
  }

  static let invalidClient = OAuthError(
    "invalid_client", "the client is not registered here, or its secret is wrong", status: .unauthorized)
  static let invalidGrant = OAuthError(
    "invalid_grant", "the code or refresh token is unknown, used, expired, or another client's")

  static func invalidTarget(_ resources: [String]) -> OAuthError {
    OAuthError("invalid_target", "tokens are for \(resources.joined(separator: " or ")) only, one at a time")
  }

  var response: Response {
    let body: JSONValue = ["error": .string(code), "error_description": .string(description)]
    return body.response(status, headers: ["Cache-Control": "no-store"])
  }
}
