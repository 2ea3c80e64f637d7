import NIOCore
import Testing

@testable import CommandDispatch

/// Dataplane spec 12.1.
@Suite struct PreservedErrorTests {
  private func judge(_ body: String, id: String = "7", length: Int? = nil) -> PreservedError.Judgement {
    let bytes = ByteBuffer(string: body)
    return PreservedError.judge(bytes, length: length ?? bytes.readableBytes, id: ByteBuffer(string: id))
  }

  @Test(
    "A matching JSON-RPC error is preserved, unknown members included (ER-01, ER-02)",
    arguments: [
      #"{"jsonrpc":"2.0","id":7,"error":{"code":-32003,"message":"x"}}"#,
      #" {"error":{"message":"","code":0,"data":{"a":[1]},"more":1},"id":7,"jsonrpc":"2.0","extra":null} "#,
      #"{"jsonrpc":"2.0","id":7,"error":{"code":-32042,"message":"x"}}"#,
    ])
  func preserved(body: String) {
    #expect(judge(body) == .preserve)
  }

  @Test("Ids compare as values of their type (ER-01)")
  func ids() {
    let error = #""error":{"code":1,"message":"x"}"#
    #expect(judge(#"{"jsonrpc":"2.0","id":"\u0061",\#(error)}"#, id: #""a""#) == .preserve)
    #expect(judge(#"{"jsonrpc":"2.0","id":"7",\#(error)}"#) == .replace(kind: "invalid_mcp_error"))
    #expect(judge(#"{"jsonrpc":"2.0","id":8,\#(error)}"#) == .replace(kind: "invalid_mcp_error"))
    #expect(judge(#"{"jsonrpc":"2.0","id":null,\#(error)}"#) == .replace(kind: "invalid_mcp_error"))
    #expect(judge(#"{"jsonrpc":"2.0","id":7,\#(error)}"#, id: "") == .replace(kind: "invalid_mcp_error"))
  }

  @Test(
    "Valid JSON that is no such error is not (ER-03)",
    arguments: [
      "{}", "[]", "null", "1", #"{"jsonrpc":"1.0","id":7,"error":{"code":1,"message":"x"}}"#,
      #"{"jsonrpc":"2.0","id":7,"result":1}"#,
      #"{"jsonrpc":"2.0","id":7,"result":null,"error":{"code":1,"message":"x"}}"#,
      #"{"jsonrpc":"2.0","id":7,"method":"x","error":{"code":1,"message":"x"}}"#,
      #"{"jsonrpc":"2.0","id":7,"error":"x"}"#, #"{"jsonrpc":"2.0","id":7,"error":{"code":"1","message":"x"}}"#,
      #"{"jsonrpc":"2.0","id":7,"error":{"code":1.5,"message":"x"}}"#, #"{"jsonrpc":"2.0","id":7,"error":{"code":1}}"#,
      #"{"jsonrpc":"2.0","id":7,"error":{"code":1,"message":null}}"#,
      #"{"jsonrpc":"2.0","error":{"code":1,"message":"x"}}"#,
    ])
  func invalid(body: String) {
    #expect(judge(body) == .replace(kind: "invalid_mcp_error"))
  }

  @Test("Malformed, missing and over-long bodies are told apart (ER-03)")
  func others() {
    #expect(judge("Service Unavailable") == .replace(kind: "malformed_json"))
    #expect(judge(#"{"jsonrpc":"2.0","#) == .replace(kind: "malformed_json"))
    #expect(judge("") == .replace(kind: "response_body_missing"))
    #expect(judge("", length: 0) == .replace(kind: "response_body_missing"))
    #expect(judge("{}", length: 102_401) == .replace(kind: "response_body_too_large"))
    #expect(judge("{}", length: 3) == .replace(kind: "response_body_too_large"))
    let padding = String(repeating: " ", count: 102_400 - 62)
    #expect(judge(#"{"jsonrpc":"2.0","id":7,"error":{"code":-32003,"message":"x"}}"# + padding) == .preserve)
  }
}
