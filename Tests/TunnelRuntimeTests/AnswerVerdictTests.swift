import Configuration
import NIOCore
import Operator
import Testing

@testable import TunnelRuntime

/// What the history says of an answer, and how a message is sent again (operator spec W-51).
@Suite struct AnswerVerdictTests {
  private func judge(_ parts: String...) -> AnswerVerdict { AnswerVerdict.judge(parts.map { ByteBuffer(string: $0) }) }

  @Test func `An error of the server, of its tool, and neither`() {
    #expect(judge(#"{"jsonrpc":"2.0","id":1,"result":{}}"#) == .ok)
    #expect(
      judge(#"{"jsonrpc":"2.0","id":"#, "7", #","error":{"message":"no \"x\"","code":-32602}}"#)
        == .rpcError(code: -32602, message: #"no "x""#))
    #expect(judge(#"{"id":1,"error":null}"#) == .rpcError(code: nil, message: nil))
    #expect(judge(#"{"id":1,"result":{"content":[{"text":"\"error\""}],"isError": true}}"#) == .toolError)
    #expect(judge(#"{"id":1,"result":{"isError":false}}"#) == .ok)
    #expect(judge(#"{"id":1,"result":{"error":"mine","isError":"true"}}"#) == .ok)
    #expect(judge(#"{"id":1,"result":[{"isError":true}]}"#) == .ok)
    #expect(judge(#""error"#) == .ok)
    #expect(judge("") == .ok)
  }

  @Test func `Both ends of a long answer are looked at, and its middle is not`() {
    let padding = String(repeating: "x", count: 70_000)
    #expect(judge(#"{"id":1,"result":{"text":"\#(padding)","isError":true}}"#) == .toolError)
    #expect(judge(#"{"id":1,"result":{"text":""#, padding, #"","isError":true}}"#) == .toolError)
    #expect(judge(#"{"id":1,"result":{"isError":true,"text":"\#(padding)"}}"#) == .toolError)
    #expect(judge(#"{"id":1,"result":{"a":"\#(padding)","isError":true,"b":"\#(padding)"}}"#) == .ok)
    let endless = String(repeating: padding, count: 4)
    #expect(judge(#"{"id":1,"result":{"text":"\#(endless)","isError":true}}"#) == .ok)
    #expect(judge(#"{"id":1,"error":{"message":"\#(endless)"}}"#) == .rpcError(code: nil, message: nil))
  }

  @Test func `A server's words are shown only when payloads are captured`() {
    let verdict = AnswerVerdict.rpcError(code: -1, message: "secret")
    #expect(verdict.judgement(showsMessage: false)?.failure.text.contains("secret") == false)
    #expect(verdict.judgement(showsMessage: true)?.failure.text.hasSuffix("-1: secret") == true)
    #expect(AnswerVerdict.ok.judgement(showsMessage: true) == nil)
  }

  @Test func `Long texts are cut at a whole character`() {
    #expect("short".bounded(to: 128) == "short")
    let long = String(repeating: "é", count: 100).bounded(to: 128)
    #expect(long.utf8.count <= 128 && long.allSatisfy { $0 == "é" })
    #expect(String(repeating: "a", count: 200).bounded(to: 128).count == 128)
  }

  @Test func `The line for a shell holds no secrets and survives quotes`() {
    var binding = BindingSetting(
      channel: "main", pluginID: "p", configuration: #"{"url":"x","unix_socket":"/run/it's"}"#, source: .flag("--x"))
    binding.network.serverURL = "http://user:pass@host:1/mcp?key=secret"
    let line = ReplayTarget(binding).command(channel: "main", message: #"{"a":"it's"}"#)
    #expect(line.hasSuffix(#"--data-raw '{"a":"it'\''s"}' 'http://host:1/mcp'"#))
    #expect(line.contains(#"--unix-socket '/run/it'\''s'"#) && !line.contains("pass") && !line.contains("secret"))
    let own = ReplayTarget(BindingSetting(channel: "c", pluginID: "p", configuration: "{}", source: .flag("--x")))
    #expect(own.command(channel: "c", message: "{}") == "tunnel-client requests replay --channel c --message '{}'")
  }
}
