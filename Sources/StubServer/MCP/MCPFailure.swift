import HTTPServing
import NIOCore
import NIOHTTP1
import RawJSON

/// A JSON-RPC error that HTTP itself gives, before the server sees the message.
struct MCPFailure: Error {
  let status: HTTPResponseStatus
  let code: Int
  let message: String

  init(_ status: HTTPResponseStatus, _ code: Int, _ message: String) {
    self.status = status
    self.code = code
    self.message = message
  }

  static let unknownSession = MCPFailure(.notFound, -32001, "Session not found: initialize again")
  static let missingSession = MCPFailure(
    .badRequest, 0,
    "This method is not allowed during session initialization: initialize first, then send Mcp-Session-Id")

  /// `id` is a raw token.
  func response(id: ByteBuffer? = nil) -> Response {
    var body = ByteBuffer(string: #"{"jsonrpc":"2.0","id":"#)
    body.writeImmutableBuffer(id ?? ByteBuffer(string: "null"))
    var text = Array(#","error":{"code":\#(code),"message":"#.utf8)
    JSONQuoting.append(message, to: &text)
    body.writeBytes(text)
    body.writeString("}}")
    return Response(status: status, headers: ["Content-Type": "application/json"], body: .bytes(body))
  }
}
