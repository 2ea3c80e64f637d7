import Testing

@testable import CurlHTTP

/// The environment's proxies (dataplane spec TL-03, W-58; operator spec 3.9).
@Suite struct EnvironmentProxiesTests {
  private func proxy(_ url: String, _ variables: [String: String]) throws -> String? {
    let origin = try #require(URLOrigin(url))
    return EnvironmentProxies { variables[$0] }.proxy(for: origin).map { "\($0.source) \($0)" }
  }

  @Test func eachSchemeHasItsVariableAndUpperCaseIsFirst() throws {
    let all = [
      "HTTP_PROXY": "http://p:1", "http_proxy": "http://p:2", "HTTPS_PROXY": "http://p:3", "https_proxy": "p:4",
    ]
    #expect(try proxy("http://example.com/", all) == "HTTP_PROXY http://p:1")
    #expect(try proxy("https://example.com/", all) == "HTTPS_PROXY http://p:3")
    #expect(try proxy("https://example.com/", ["https_proxy": "p:4"]) == "https_proxy p:4")
    #expect(try proxy("https://example.com/", ["HTTP_PROXY": "http://p:1"]) == nil)
    #expect(
      try proxy("http://example.com/", ["HTTP_PROXY": "", "http_proxy": "http://p:2"]) == "http_proxy http://p:2")
  }

  @Test(arguments: ["http://localhost:3000/", "http://127.0.0.1/", "http://127.9.9.9/", "http://[::1]:1/"])
  func thisMachineItselfIsReachedDirectly(url: String) throws {
    #expect(try proxy(url, ["HTTP_PROXY": "http://p:1"]) == nil)
  }

  @Test(
    "NO_PROXY names what is reached directly",
    arguments: [
      ("*", "http://a.example/", true), ("example.com", "http://example.com/", true),
      ("example.com", "http://a.Example.com/", true), ("example.com", "http://badexample.com/", false),
      (".example.com", "http://example.com/", false), (".example.com", "http://a.example.com/", true),
      ("*.example.com", "http://a.b.example.com/", true), ("*.example.com", "http://example.com/", false),
      ("example.com:8080", "http://example.com:8080/", true), ("example.com:8080", "http://example.com/", false),
      ("example.com:80", "http://example.com/", true), ("10.0.0.0/8", "http://10.200.1.1/", true),
      ("10.0.0.0/8", "http://11.0.0.1/", false), ("10.1.2.3", "http://10.1.2.3:99/", true),
      ("10.1.2.3:98", "http://10.1.2.3:99/", false), ("fd00::/8", "http://[fd12::1]/", true),
      ("[fd12::1]:80", "http://[fd12::1]/", true), ("fd00::/8", "http://10.0.0.1/", false),
      ("x, ,example.com ,y", "http://example.com/", true), ("", "http://example.com/", false),
      (".", "http://example.com/", false), ("10.0.0.0/99", "http://10.0.0.1/", false),
    ])
  func exemptions(list: String, url: String, isDirect: Bool) throws {
    for name in ["NO_PROXY", "no_proxy"] {
      #expect((try proxy(url, ["HTTP_PROXY": "http://p:1", name: list]) == nil) == isDirect)
    }
  }

  @Test func aProxyIsShownWithoutUserAndPassword() {
    let shown = { (url: String) in "\(HTTPProxy(url: url, source: ""))" }
    #expect(shown("http://user:p%40ss@proxy.example:3128/") == "http://proxy.example:3128")
    #expect(shown("user:pa@ss@proxy:1") == "proxy:1")
    #expect(shown("https://proxy") == "https://proxy")
  }
}
