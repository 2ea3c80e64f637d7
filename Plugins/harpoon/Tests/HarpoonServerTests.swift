import Testing
import TunnelPluginKit
import TunnelPluginTesting

@testable import HarpoonTransport

@Suite struct HarpoonServerTests {
  private let one = #"{"targets":[{"label":"a","url":"https://h/a"}]}"#

  @Test func `HA-01 it says who it is, and offers 2025-06-18 to a client of an unknown version`() throws {
    let channel = try Channel(one, handshake: false)
    let answer = try channel.ask("initialize", #"{"protocolVersion":"1999-01-01"}"#)
    #expect(answer.contains(#""protocolVersion":"2025-06-18","capabilities":{"tools":{}}"#))
    #expect(answer.contains(#""name":"harpoon","title":"Harpoon (Constrained HTTP Client)""#))
    #expect(channel.plugin.flags == [.processAffinity, .stateless])
  }

  @Test func `HA-02 before the handshake only ping is answered`() throws {
    let channel = try Channel(one, handshake: false)
    #expect(try channel.ask("tools/list").contains(#""code":-32002"#))
    #expect(channel.answer.contains(#"method \"tools/list\" is invalid during session initialization"#))
    #expect(try channel.ask("ping").hasSuffix(#""result":{}}"#))
    try channel.ask("initialize")
    #expect(try channel.ask("tools/list").contains("-32002"))
    try channel.plugin.start(.notification, #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#)
    #expect(try channel.ask("tools/list").contains("call_target"))
    #expect(try channel.ask("resources/list").hasSuffix(#""result":{"resources":[]}}"#))
    #expect(try channel.ask("prompts/list").hasSuffix(#""result":{"prompts":[]}}"#))
    #expect(try channel.ask("nope").contains("-32601"))
    #expect(try channel.call("nope", "{}").contains(#""code":-32602,"message":"unknown tool \"nope\"""#))
  }

  @Test func `A request of 2026-07-28 needs no handshake`() throws {
    let channel = try Channel(one, handshake: false)
    let meta =
      #""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}"#
    #expect(try channel.ask("tools/list", "{\(meta)}").contains(#""resultType":"complete""#))
    #expect(try channel.ask("server/discover", "{\(meta)}").contains("supportedVersions"))
    #expect(try channel.ask("tools/call", #"{"name":"list_targets",\#(meta)}"#).contains(#""isError":false"#))
  }

  @Test func `The tools are listed by name with strict schemas (HA-04 to HA-06, W-53)`() throws {
    let channel = try Channel(#"{"max_response_bytes":500,"max_redirects":2}"#)
    let answer = try channel.ask("tools/list")
    channel.read(answer) { root in
      let tools = root["result"]?["tools"]?.elements ?? []
      #expect(
        tools.compactMap { $0["name"]?.string } == [
          "call_target", "call_target_template", "get_oauth_target_audience", "list_targets",
        ])
      for tool in tools {
        for schema in [tool["inputSchema"], tool["outputSchema"]] {
          #expect(schema?["$schema"]?.string == "https://json-schema.org/draft/2020-12/schema")
          #expect(schema?["additionalProperties"]?.bool == false)
        }
      }
      let input = tools.first?["inputSchema"]?["properties"]
      #expect(input?["max_response_bytes"]?["maximum"]?.integer == 500)
      #expect(input?["max_redirects"]?["maximum"]?.integer == 2)
    }
  }

  @Test func `list_targets filters and never shows a URL (HA-04)`() throws {
    let channel = try Channel(
      """
      {"allow_plaintext_http":true,"targets":[{"label":"b","url":"http://secret.example/b","description":"B"},\
      {"label":"a","url":"https://secret.example/a","category":"OAuth","source":"oauth","tags":["Issuer","x"]}]}
      """)
    let all = try channel.call("list_targets", "{}")
    #expect(!all.contains("secret.example"))
    #expect(
      channel.structured("targets")?.hasPrefix(
        #"[{"label":"b","allowed_methods":["GET","POST","PUT"],"description":"B","category":"config","source":"config"}"#
      )
        == true)
    try channel.call("list_targets", #"{"categories":[" OAUTH "],"tags":["issuer","X"]}"#)
    #expect(channel.structured("targets")?.contains(#""label":"b""#) == false)
    #expect(channel.structured("targets")?.contains(#""tags":["issuer","x"]"#) == true)
    try channel.call("list_targets", #"{"tags":["issuer","other"]}"#)
    #expect(channel.structured("targets") == "[]")
    #expect(try channel.call("list_targets", #"{"tags":"x"}"#).contains(#"invalid params: validating \"arguments\""#))
  }

  @Test func `The audience is the discovered spelling, of token endpoints only (HA-06)`() throws {
    let tags = #""category":"oauth","tags":["auth-server-metadata","token-endpoint"]"#
    let channel = try Channel(
      """
      {"targets":[{"label":"t","url":"HTTPS://Idp.Example/token?x",\(tags)},{"label":"p","url":"https://h/"},\
      {"label":"u","url":"https://u:p@h/t",\(tags)},{"label":"f","url":"https://h/t#f",\(tags)}]}
      """)
    try channel.call("get_oauth_target_audience", #"{"label":"t"}"#)
    #expect(channel.structured("audience") == #""HTTPS://Idp.Example/token?x""#)
    for (label, reason) in [
      ("p", "label p: target is not an OAuth token endpoint"), ("x", "label x: unknown target"),
      ("u", "label u: target URL cannot be used as an OAuth audience"),
      ("f", "label f: target URL cannot be used as an OAuth audience"), ("", "label unknown: label is required"),
    ] {
      try channel.call("get_oauth_target_audience", #"{"label":"\#(label)"}"#)
      #expect(channel.failure == reason)
    }
  }

  @Test(arguments: [
    (#"[{"label":"A","url":"https://h/"}]"#, "label"), (#"[{"label":"a","url":"http://u:pw@h/"}]"#, "plaintext"),
    (#"[{"label":"a","url":"https://h/../x"}]"#, ".."), (#"[{"label":"a","url":"nope"}]"#, "absolute"),
    (#"[{"label":"a","url":"https://h/"},{"label":"a","url":"https://i/"}]"#, "twice"),
    (#"[{"label":"a","url":"https://h/"},{"label":"b","url":"https://H/","unix_socket":"/s"}]"#, "unix_socket"),
  ])
  func `A target that cannot be one is refused without showing its URL (HA-09, W-08)`(targets: String, why: String) {
    let error = #expect(throws: PluginError.self) { try Channel(#"{"targets":\#(targets)}"#) }
    #expect(error?.message.contains(why) == true)
    #expect(error?.message.contains("pw") == false)
  }

  @Test func `Without the host's HTTP client it does not open`() throws {
    #expect(throws: PluginError.self) {
      let channel = try Channel("{}", handshake: false)
      channel.host.denied = [.http]
      try channel.plugin.open("{}")
    }
  }

  @Test func `NT-04 a session cannot be ended here`() throws {
    let channel = try Channel(one)
    let end = try channel.plugin.start(.sessionEnd)
    #expect(channel.host.events.last == .finish(end, .unsupported, kind: ""))
  }
}
