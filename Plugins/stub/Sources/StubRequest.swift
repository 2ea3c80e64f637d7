internal import TunnelPluginKit

/// A JSON-RPC request as the stub looks at it; borrowed.
struct StubRequest {
  let method: String
  let parameters: JSONSlice?
  let meta: JSONSlice?

  init(_ message: UnsafeRawBufferPointer) {
    let object = JSONSlice(message)
    method = object["method"]?.string ?? ""
    parameters = object["params"]
    meta = parameters?["_meta"]
  }
}
