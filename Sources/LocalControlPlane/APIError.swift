import HTTPServing
import NIOCore
import NIOHTTP1
import RawJSON

/// An error of the control plane API (openapi: APIErrorResponse).
struct APIError: Sendable {
  let status: HTTPResponseStatus
  let code: String?
  let message: String

  init(_ status: HTTPResponseStatus, code: String?, _ message: String) {
    self.status = status
    self.code = code
    self.message = message
  }

  static let unauthorized = APIError(
    .unauthorized, code: "invalid_api_key", "the Authorization header does not carry this control plane's key")
  static let unknownTunnel = APIError(.notFound, code: "tunnel_not_found", "this control plane serves another tunnel")
  static let unknownRequest = APIError(
    .notFound, code: "pending_request_not_found", "the request was answered already, has expired, or never was")
  static let mismatch = APIError(
    .unauthorized, code: "tunnel_request_mismatch", "the X-Tunnel-Shard-Token is not the one of this request")

  var response: Response {
    var json = Array(#"{"error":{"message":"#.utf8)
    JSONQuoting.append(message, to: &json)
    json += Array(#","type":"invalid_request_error","param":null,"code":"#.utf8)
    if let code { JSONQuoting.append(code, to: &json) } else { json += Array("null".utf8) }
    json += Array("}}".utf8)
    return Response(
      status: status, headers: ["Content-Type": "application/json"], body: .bytes(ByteBuffer(bytes: json)))
  }
}
