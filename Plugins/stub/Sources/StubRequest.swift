internal import TunnelPluginKit

/// A JSON-RPC request as the stub looks at it; borrowed.
struct StubRequest {
  let method: String
  let parameters: JSONSlice?
  let meta: JSONSlice?

  init(_ message: UnsafeRawBufferPointer, method: String) {
    self.method = method
    parameters = JSONSlice(message)["params"]
    meta = parameters?["_meta"]
  }
}
