import Testing
import TunnelPluginKit

@testable import StubTransport

@Suite struct StubServerTests {
  private let modernMeta =
    #""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}"#

  /// The response to a request with this method and these raw params.
  private func answer(_ method: String, _ params: String? = nil, id: String = "7", testTools: Bool = false) -> String {
    let body = params.map { ",\"params\":\($0)" } ?? ""
    let message = Array(#"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)"\#(body)}"#.utf8)
    let answer = message.withUnsafeBytes { message in
      Array(id.utf8).withUnsafeBytes { StubServer(hasTestTools: testTools).answer(message, id: $0).response }
    }
    return String(decoding: answer, as: UTF8.self)
  }

  private func call(_ tool: String, _ arguments: String, modern: Bool = false) -> String {
    answer("tools/call", #"{"name":"\#(tool)","arguments":\#(arguments)\#(modern ? "," + modernMeta : "")}"#)
  }

  private func value<Value>(_ json: String, _ read: (JSONSlice) -> Value) -> Value {
    Array(json.utf8).withUnsafeBytes { read(JSONSlice($0)) }
  }

  private func errorCode(_ json: String) -> Int64? {
    value(json) { $0["error"]?["code"]?.integer }
  }

  @Test(arguments: ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"])
  func aKnownVersionIsEchoed(version: String) {
    let json = answer("initialize", #"{"protocolVersion":"\#(version)"}"#)
    #expect(value(json) { $0["result"]?["protocolVersion"]?.string } == version)
  }

  @Test(arguments: [#"{"protocolVersion":"1999-01-01"}"#, #"{"protocolVersion":"2026-07-28"}"#, "{}"])
  func anUnknownVersionIsAnsweredWithTheNewestLegacyOne(params: String) {
    #expect(value(answer("initialize", params)) { $0["result"]?["protocolVersion"]?.string } == "2025-11-25")
  }

  @Test func initializeSaysWhoAndWhat() {
    let json = answer("initialize", "{}")
    #expect(json.hasPrefix(#"{"jsonrpc":"2.0","id":7,"result":{"#))
    #expect(json.contains(#""capabilities":{"tools":{"listChanged":false}}"#))
    #expect(json.contains(#""serverInfo":{"name":"mcp-stub","version":"0.1.0"}"#))
  }

  @Test func theIDComesBackAsItsRawToken() {
    #expect(answer("ping", id: #""a\u0062""#) == #"{"jsonrpc":"2.0","id":"a\u0062","result":{}}"#)
    #expect(answer("ping", id: "1e3") == #"{"jsonrpc":"2.0","id":1e3,"result":{}}"#)
  }

  @Test func theToolsAreListedInAlphabeticalOrderWithTheirSchemas() {
    let json = answer("tools/list")
    value(json) { root in
      let tools = root["result"]?["tools"]?.elements ?? []
      #expect(tools.compactMap { $0["name"]?.string } == ["echo", "server_info", "uppercase"])
      for tool in tools {
        #expect(tool["inputSchema"]?["type"]?.string == "object")
        #expect(tool["inputSchema"]?["additionalProperties"]?.bool == false)
        #expect(tool["outputSchema"]?["type"]?.string == "object")
      }
    }
  }

  @Test func echoGivesBackTheTokenByteForByte() {
    let json = call("echo", #"{"input":"a\u00e9\ud83d\ude00\ud800 \"q\""}"#)
    let token = #""a\u00e9\ud83d\ude00\ud800 \"q\"""#
    #expect(json.contains(#""content":[{"type":"text","text":\#(token)}],"structuredContent":{"echoed":\#(token)}"#))
  }

  @Test(arguments: [
    ("\"abc\"", "ABC"), ("\"straße\"", "STRASSE"), (#""\u00e9\n""#, "É\n"), (#""\ud801\udc28""#, "\u{10400}"),
    ("\"ﬁ ǆ ΐ\"", "FI Ǆ Ϊ́"), ("\"\"", ""), (#""\ud800x""#, "\u{FFFD}X"),
  ])
  func uppercaseKnowsUnicodeAndEscapes(input: String, output: String) {
    value(call("uppercase", "{\"input\":\(input)}")) { root in
      #expect(root["result"]?["structuredContent"]?["uppercase"]?.string == output)
      #expect(root["result"]?["content"]?.elements.first?["text"]?.string == output)
    }
  }

  @Test(arguments: [#"{"name":"server_info"}"#, #"{"name":"server_info","arguments":{}}"#])
  func serverInfoNeedsNoArguments(params: String) {
    value(answer("tools/call", params)) { root in
      let info = root["result"]?["structuredContent"]
      #expect(info?["name"]?.string == "mcp-stub")
      #expect(info?["available_tools"]?.elements.compactMap(\.string) == ["echo", "server_info", "uppercase"])
      #expect(info?["sample_prompts"]?.elements.isEmpty == false)
      let text = root["result"]?["content"]?.elements.first?["text"]?.string
      #expect(text == info.map { String(decoding: $0.bytes, as: UTF8.self) })
    }
  }

  @Test(arguments: [
    #"{"name":"nope"}"#, "{}", #"{"name":7}"#, #"{"name":"echo"}"#, #"{"name":"echo","arguments":{}}"#,
    #"{"name":"echo","arguments":{"input":7}}"#, #"{"name":"echo","arguments":{"input":"a","more":1}}"#,
    #"{"name":"echo","arguments":[]}"#, #"{"name":"server_info","arguments":{"input":"a"}}"#,
  ])
  func aBadCallIsInvalidParams(params: String) {
    #expect(errorCode(answer("tools/call", params)) == -32602)
  }

  @Test func aMethodWithAnEscapedSlashIsTheSameMethod() {
    #expect(answer(#"tools\/list"#).contains("uppercase"))
  }

  @Test func anUnknownMethodAndAnUnknownCursorAreErrors() {
    #expect(errorCode(answer("resources/list")) == -32601)
    #expect(errorCode(answer("tools/list", #"{"cursor":"x"}"#)) == -32602)
    #expect(errorCode(answer("tools/list", #"{"cursor":null}"#)) == nil)
  }

  @Test func discoverNamesEveryVersionAndIsCacheable() {
    value(answer("server/discover", "{\(modernMeta)}")) { root in
      let result = root["result"]
      #expect(result?["resultType"]?.string == "complete")
      #expect(
        result?["supportedVersions"]?.elements.compactMap(\.string) == [
          "2026-07-28", "2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05",
        ])
      #expect(result?["capabilities"]?["tools"]?["listChanged"]?.bool == false)
      #expect(result?["ttlMs"]?.integer == 3_600_000)
      #expect(result?["cacheScope"]?.string == "public")
      #expect(result?["_meta"]?["io.modelcontextprotocol/serverInfo"]?["name"]?.string == "mcp-stub")
    }
  }

  @Test func aModernResultCarriesItsTypeAndServerAndALegacyOneDoesNot() {
    let modern = call("echo", #"{"input":"a"}"#, modern: true)
    #expect(modern.contains(#""resultType":"complete""#))
    #expect(modern.contains("io.modelcontextprotocol/serverInfo"))
    let legacy = call("echo", #"{"input":"a"}"#)
    #expect(!legacy.contains("resultType"))
    #expect(!legacy.contains("_meta"))
    let list = answer("tools/list", "{\(modernMeta)}")
    #expect(list.contains(#""ttlMs":3600000,"cacheScope":"public""#))
    #expect(!answer("tools/list", "{}").contains("ttlMs"))
  }

  @Test func aLegacyVersionInMetaIsServedTheLegacyWay() {
    let meta = #"{"_meta":{"io.modelcontextprotocol/protocolVersion":"2025-11-25"}}"#
    #expect(!answer("tools/list", meta).contains("resultType"))
  }

  @Test func anUnsupportedVersionIsAnsweredWithTheSupportedOnes() {
    let meta = #"{"_meta":{"io.modelcontextprotocol/protocolVersion":"1900-01-01"}}"#
    for method in ["tools/list", "server/discover"] {
      value(answer(method, meta)) { root in
        let error = root["error"]
        #expect(error?["code"]?.integer == -32022)
        #expect(error?["data"]?["requested"]?.string == "1900-01-01")
        #expect(error?["data"]?["supported"]?.elements.first?.string == "2026-07-28")
      }
    }
  }

  @Test func aModernRequestMustDeclareItsCapabilities() {
    let meta = #"{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}"#
    #expect(errorCode(answer("tools/list", meta)) == -32602)
    #expect(errorCode(answer("server/discover")) == -32602)
    #expect(errorCode(answer("tools/list", #"{"_meta":{"io.modelcontextprotocol/protocolVersion":7}}"#)) == -32602)
  }

  @Test func whatTheModernEraRemovedIsUnknownThere() {
    #expect(errorCode(answer("ping", "{\(modernMeta)}")) == -32601)
    #expect(errorCode(answer("initialize", "{\(modernMeta)}")) == -32601)
  }

  @Test func `W-81 the testing tools are listed among the others, in alphabetical order`() {
    value(answer("tools/list", testTools: true)) { root in
      let names = root["result"]?["tools"]?.elements.compactMap { $0["name"]?.string } ?? []
      #expect(names == ["binary", "echo", "elicit", "fail", "large", "progress", "server_info", "slow", "uppercase"])
    }
    #expect(errorCode(call("slow", "{}")) == -32602)
  }

  @Test func `fail is an error of the tool and not one of the protocol`() {
    value(answer("tools/call", #"{"name":"fail","arguments":{"message":"no"}}"#, testTools: true)) { root in
      #expect(root["result"]?["isError"]?.bool == true)
      #expect(root["result"]?["content"]?.elements.first?["text"]?.string == "no")
    }
  }

  @Test func `large gives exactly so many bytes`() {
    value(answer("tools/call", #"{"name":"large","arguments":{"bytes":100000}}"#, testTools: true)) { root in
      #expect(root["result"]?["content"]?.elements.first?["text"]?.string?.utf8.count == 100_000)
    }
    #expect(errorCode(answer("tools/call", #"{"name":"large","arguments":{"bytes":-1}}"#, testTools: true)) == -32602)
  }

  @Test func `elicit asks a modern client, takes its answer, and says why it cannot ask an old one`() {
    let capable = modernMeta.replacing("clientCapabilities\":{}", with: "clientCapabilities\":{\"elicitation\":{}}")
    let params = { (more: String, meta: String) in "{\"name\":\"elicit\",\(more)\(meta)}" }
    value(answer("tools/call", params("", capable), testTools: true)) { root in
      #expect(root["result"]?["resultType"]?.string == "input_required")
      #expect(root["result"]?["inputRequests"]?["name"]?["method"]?.string == "elicitation/create")
    }
    let given = #""inputResponses":{"name":{"action":"accept","content":{"name":"Ada"}}},"#
    #expect(answer("tools/call", params(given, capable), testTools: true).contains("Hello, Ada!"))
    #expect(errorCode(answer("tools/call", params("", modernMeta), testTools: true)) == -32021)
    #expect(answer("tools/call", #"{"name":"elicit"}"#, testTools: true).contains("2026-07-28"))
  }
}
