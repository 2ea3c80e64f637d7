import RawJSON

/// An answer that needs no server: the member of a JSON-RPC response behind its id.
public struct Reply: Sendable, Equatable {
  /// The status that MCP over HTTP asks for with it.
  public var status: Int
  /// `"result":{…}` or `"error":{…}`
  public var member: [UInt8]

  /// The whole response, around the raw token of the request's id.
  public var parts: (front: [UInt8], back: [UInt8]) {
    (Array(#"{"jsonrpc":"2.0","id":"#.utf8), [UInt8(ascii: ",")] + member + [UInt8(ascii: "}")])
  }

  static func result(_ object: [UInt8]) -> Reply {
    Reply(status: 200, member: Array(#""result":"#.utf8) + object)
  }

  /// The raw error object of a server, for another request than the one that it answered.
  public init(error: [UInt8]) {
    self.init(status: 200, member: Array(#""error":"#.utf8) + error)
  }

  private init(status: Int, member: [UInt8]) {
    self.status = status
    self.member = member
  }

  static func error(_ code: Int, _ message: String, status: Int, data: String? = nil) -> Reply {
    var object = Array(#"{"code":\#(code),"message":"#.utf8)
    JSONQuoting.append(message, to: &object)
    if let data { object += Array(#","data":\#(data)"#.utf8) }
    object.append(UInt8(ascii: "}"))
    return Reply(status: status, member: Array(#""error":"#.utf8) + object)
  }

  /// "MUST respond with 404 Not Found and a JSON-RPC error with code -32601" (2026-07-28, Streamable HTTP).
  static func methodNotFound(status: Int) -> Reply {
    error(-32601, "Method not found", status: status)
  }

  /// `UnsupportedProtocolVersionError` (2026-07-28, Versioning).
  static func unsupportedVersion(_ requested: String, supported: [String]) -> Reply {
    var data = Array(#"{"supported":["#.utf8)
    for (index, version) in supported.enumerated() {
      if index > 0 { data.append(UInt8(ascii: ",")) }
      JSONQuoting.append(version, to: &data)
    }
    data += Array(#"],"requested":"#.utf8)
    JSONQuoting.append(requested, to: &data)
    data.append(UInt8(ascii: "}"))
    return error(-32022, "Unsupported protocol version", status: 400, data: String(decoding: data, as: UTF8.self))
  }
}
