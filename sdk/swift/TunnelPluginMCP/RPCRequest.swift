public import TunnelPluginKit

/// A JSON-RPC request as a server within a plugin looks at it; borrowed.
public struct RPCRequest {
  public let method: String
  public let parameters: JSONSlice?
  public let meta: JSONSlice?

  public init(_ message: UnsafeRawBufferPointer) {
    let object = JSONSlice(message)
    method = object["method"]?.string ?? ""
    parameters = object["params"]
    meta = parameters?["_meta"]
  }
}
