internal import TunnelPluginKit

/// The few JSON-RPC messages that this transport sends on its own account.
enum ClientMessage {
  /// The answer to a request of the server (dataplane spec W-22): nobody else can answer it, and a server that waits for
  /// its `ping` may hold the call up.
  static func answer(to request: RPCMessage) -> [UInt8] {
    var bytes = Array(#"{"jsonrpc":"2.0","id":"#.utf8)
    bytes.append(contentsOf: request.id)
    if request.method.isJSON("ping") {
      bytes.append(contentsOf: #","result":{}}"#.utf8)
    } else {
      bytes.append(contentsOf: #","error":{"code":-32601,"message":"The tunnel does not answer requests"}}"#.utf8)
    }
    return bytes
  }

  /// `notifications/cancelled` for a request with this raw id (dataplane spec HT-07).
  static func cancellation(of id: [UInt8]) -> [UInt8] {
    var bytes = Array(#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"#.utf8)
    bytes.append(contentsOf: id)
    bytes.append(contentsOf: #","reason":"the caller no longer waits"}}"#.utf8)
    return bytes
  }
}
