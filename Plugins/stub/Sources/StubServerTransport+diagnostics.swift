public import TunnelPluginKit
internal import TunnelPluginMCP

/// What a person may ask without a tunnel: `tunnel-client plugins call org.tunnel-client.stub …`.
extension StubServerTransport: DiagnosticPlugin {
  public static var diagnostics: [DiagnosticFunction] {
    [
      DiagnosticFunction(
        "answer", "string(string request)", "Answers one JSON-RPC request as the server would", answerRequest)
    ]
  }
}

private let answerRequest: @convention(c) (UnsafePointer<CChar>?) -> UnsafePointer<CChar>? = { request in
  DiagnosticFunction.answer { () throws(PluginError) in
    guard let request else { throw PluginError(.invalid, "no request") }
    let bytes = Array(String(cString: request).utf8)
    let answer: [UInt8]? = bytes.withUnsafeBytes { bytes in
      guard JSONStringWalk.visit(bytes, { _, _ in }), let id = JSONSlice(bytes)["id"] else { return nil }
      return StubServer(hasTestTools: true).answer(bytes, id: id.bytes).response
    }
    guard let answer else {
      throw PluginError(.invalid, #"that is no request; write {"jsonrpc":"2.0","id":1,"method":"tools/list"}"#)
    }
    return String(decoding: answer, as: UTF8.self)
  }
}
