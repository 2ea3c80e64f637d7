import HTTPServing
import NIOCore
import NIOHTTP1
import RawJSON

/// A JSON-RPC error that the control plane itself gives to a caller.
struct JSONRPCFailure: Sendable {
  let status: HTTPResponseStatus
  let code: Int
  let message: String

  static func parseError(_ reason: String) -> JSONRPCFailure {
    JSONRPCFailure(status: .badRequest, code: -32700, message: "Parse error: \(reason)")
  }

  static func invalidRequest(_ reason: String) -> JSONRPCFailure {
    JSONRPCFailure(status: .badRequest, code: -32600, message: "Invalid Request: \(reason)")
  }

  static func timedOut(after timeout: String) -> JSONRPCFailure {
    JSONRPCFailure(
      status: .gatewayTimeout, code: -32000, message: "the tunnel client did not answer within \(timeout)")
  }

  static func noClient(for time: String) -> JSONRPCFailure {
    JSONRPCFailure(
      status: .serviceUnavailable, code: -32000, message: "no tunnel client has polled for \(time); is one running?")
  }

  static let closed = JSONRPCFailure(
    status: .serviceUnavailable, code: -32000, message: "the local control plane is shutting down")

  /// The message, with the raw id of the request it answers.
  func message(id: ByteBuffer?) -> ByteBuffer {
    var json = Array(#","error":{"code":\#(code),"message":"#.utf8)
    JSONQuoting.append(message, to: &json)
    json += Array("}}".utf8)
    var buffer = ByteBuffer(string: #"{"jsonrpc":"2.0","id":"#)
    buffer.writeImmutableBuffer(id ?? ByteBuffer(string: "null"))
    buffer.writeBytes(json)
    return buffer
  }

  func response(id: ByteBuffer?) -> Response {
    Response(status: status, headers: ["Content-Type": "application/json"], body: .bytes(message(id: id)))
  }
}
