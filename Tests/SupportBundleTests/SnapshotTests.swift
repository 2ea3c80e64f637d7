import LogPipeline
import Testing

@testable import SupportBundle

/// What a bundle shows of the way a process was started (operator spec 12.5.3 to 12.5.5, W-43, A-110).
@Suite struct SnapshotTests {
  @Test(arguments: [
    ("http://u:p@h:1/x?k=v#f", "http://h:1/x"), ("https://h", "https://h"),
    ("http://h/a/token/abc/d", "http://h/a/token/[REDACTED]/d"),
    ("http://h/my-secret-thing", "http://h/[REDACTED]"), ("http://h/sk-1234", "http://h/[REDACTED]"),
    ("http://h/eyJhbGciOi.eyJzdWIiOi.c2lnbmF0dXJl/x", "http://h/[REDACTED]/x"),
    ("http://[::1]:80/mcp", "http://[::1]:80/mcp"),
  ])
  func `URLs lose user info, query, fragment and what looks secret in their path`(url: String, shown: String) {
    #expect(URLRule.cleaned(url[...]) == shown)
    #expect(SnapshotJSON.cleaned(Array("{\"a\":[\"\(url)\",1]}".utf8)) == Array("{\"a\":[\"\(shown)\",1]}".utf8))
    #expect(URLRule.cleaned(within: "see \(url), then") == "see \(shown), then")
  }

  @Test(arguments: ["no url", "://x", "a b://x", "C:\\x"])
  func `What is no URL stays as it is`(text: String) {
    #expect(URLRule.cleaned(text[...]) == nil && URLRule.cleaned(within: text) == text)
  }

  @Test(arguments: [
    (["--control-plane.api-key", "abc"], ["--control-plane.api-key", "[REDACTED]"]),
    (["--control-plane.api-key=abc"], ["--control-plane.api-key=[REDACTED]"]),
    (["--control-plane.api-key", "env:KEY"], ["--control-plane.api-key", "env:KEY"]),
    (["--mcp.extra-headers", "X-Corp: abc"], ["--mcp.extra-headers", "X-Corp: [REDACTED]"]),
    (["--mcp.extra-headers=X-Corp: file:/x"], ["--mcp.extra-headers=X-Corp: file:/x"]),
    (["--http-proxy", "http://u:p@proxy:3128"], ["--http-proxy", "http://proxy:3128"]),
    (["--log.level", "debug", "--open-web-ui"], ["--log.level", "debug", "--open-web-ui"]),
    (["--mcp.command", "serve --api-token X1 -v"], ["--mcp.command", "serve --api-token [REDACTED] -v"]),
    (
      ["--mcp.command", "A_TOKEN=abc serve --db-key=k1"],
      ["--mcp.command", "A_TOKEN=[REDACTED] serve --db-key=[REDACTED]"]
    ),
    (["--mcp.server-url", "url=http://u:p@h/mcp?t=1,channel=a"], ["--mcp.server-url", "url=http://h/mcp,channel=a"]),
  ])
  func `A command line shows no secret, those within its arguments included`(words: [String], shown: [String]) {
    #expect(ArgumentRule(redactor: Redactor()).shown(words) == shown)
  }

  @Test func `Of variables only known ones are named, and harmless ones shown`() {
    let rule = EnvironmentRule(plain: ["LOG_LEVEL", "CONTROL_PLANE_HTTP_PROXY"], named: ["MINE"])
    let shown = rule.shown([
      "LOG_LEVEL": "debug", "MCP_WHATEVER": "Basic abc", "HOME": "/root", "MINE": "x", "http_proxy": "http://a:b@c:1/",
      "CONTROL_PLANE_API_KEY": "k", "CONTROL_PLANE_HTTP_PROXY": "http://u:p@q", "TUNNEL_X": "",
    ])
    #expect(
      shown == [
        "LOG_LEVEL": "debug", "MCP_WHATEVER": "[REDACTED]", "MINE": "[REDACTED]", "http_proxy": "http://c:1/",
        "CONTROL_PLANE_API_KEY": "[REDACTED]", "CONTROL_PLANE_HTTP_PROXY": "http://q", "TUNNEL_X": "",
      ])
    #expect(ArgumentRule.variables(in: ["--a", "env:ONE", "x: env:TWO,env:THREE"]) == ["ONE", "TWO", "THREE"])
  }

  @Test func `Of a profile harmless keys and references are shown, and nothing else`() {
    let shown = ProfileText(plainKeys: ["tunnel_id", "level", "url", "channel"]).shown(
      """
      # password: hunter2
      control_plane:
        tunnel_id: tunnel_1
        api_key: env:KEY
        extra_headers:
          X-Corp: abc
      mcp:
        server_urls:
          - url: "http://u:p@h/mcp"
            channel: main
          - http://h2
        commands:
          - serve --token x
          - command: >
              serve two
      log: {level: debug, token: abc}
      """)
    #expect(
      shown == """
        #
        control_plane:
          tunnel_id: tunnel_1
          api_key: env:KEY
          extra_headers:
            X-Corp: [REDACTED]
        mcp:
          server_urls:
            - url: "http://h/mcp"
              channel: main
            - [REDACTED]
          commands:
            - [REDACTED]
            - command: [REDACTED]
                [REDACTED]
        log: [REDACTED]
        """)
  }

  @Test func `YAML says what the JSON says`() throws {
    let json = #"{"argv":["a","b: c"],"empty":{},"none":[],"deep":{"list":[{"x":1,"y":[true,null]},[2]]},"t":"q\"\n"}"#
    let yaml = try #require(YAMLText.text(of: Array(json.utf8)))
    #expect(
      String(decoding: yaml, as: UTF8.self) == #"""
        "argv":
          - "a"
          - "b: c"
        "empty": {}
        "none": []
        "deep":
          "list":
            - "x": 1
              "y":
                - true
                - null
            - - 2
        "t": "q\"\n"

        """#)
    #expect(YAMLText.text(of: Array("{".utf8)) == nil)
  }
}
