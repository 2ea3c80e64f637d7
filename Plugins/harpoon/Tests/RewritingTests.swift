import Testing
import TunnelPluginKit

@testable import HarpoonTransport

@Suite struct RewritingTests {
  private func registry(_ targets: (label: String, url: String, tags: [String])...) throws -> TargetRegistry {
    var registry = TargetRegistry()
    for target in targets {
      try registry.register(
        Target(label: target.label, url: #require(TargetURL(target.url)), tags: target.tags), allowsPlaintext: true)
    }
    return registry
  }

  private func rewrite(_ json: String, _ registry: TargetRegistry) -> String? {
    Array(json.utf8).withUnsafeBytes { BodyRewriting.rewrite($0, registry) }.map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func `W-57 only the strings that are targets change, every other byte stays`() throws {
    let known = try registry(("a", "https://h/a", []))
    #expect(
      rewrite(
        #"{ "z" : 9007199254740993, "b":1.0, "t":"<\u0041>", "u" : "https:\/\/H/a", "l":["x","https://h/a"]}"#, known)
        == #"{ "z" : 9007199254740993, "b":1.0, "t":"<\u0041>", "u" : "harpoon://a", "l":["x","harpoon://a"]}"#)
    #expect(rewrite(#"{"u":"https://h/a/b","https://h/a":1}"#, known) == nil)
    #expect(rewrite(#""https://h/a""#, known) == #""harpoon://a""#)
  }

  @Test(arguments: [
    #"{"u":"https://h/a""#, #"{"u":"https://h/a"}}"#, #"{"u":"https://h/a",}"#, #"["https://h/a" 1]"#,
    #"{"u":"https://h/a","n":01}"#, "[\"https://h/a\",\"\u{1}\"]", #"["https://h/a","\x"]"#, #"["https://h/a",tru]"#,
    "",
  ])
  func `A body that is no JSON stays as it is`(body: String) throws {
    #expect(rewrite(body, try registry(("a", "https://h/a", []))) == nil)
  }

  @Test func `A very deep body costs no stack`() throws {
    let known = try registry(("a", "https://h/a", []))
    let (open, close) = (String(repeating: "[", count: 40_000), String(repeating: "]", count: 40_000))
    #expect(rewrite(open + #""https://h/a""# + close, known) == open + #""harpoon://a""# + close)
  }

  @Test func `The member names the label among several, else the first (HC-06)`() throws {
    let known = try registry(
      ("first", "https://h/x", []), ("token", "https://h/x", ["token-endpoint"]), ("issuer", "https://h/x", ["issuer"]))
    #expect(
      rewrite(#"{"token_endpoint":"https://h/x","issuer":"https://h/x","other":["https://h/x"]}"#, known)
        == #"{"token_endpoint":"harpoon://token","issuer":"harpoon://issuer","other":["harpoon://first"]}"#)
  }

  @Test func `Elements of an array belong to the array's member`() throws {
    let known = try registry(("first", "https://h/x", []), ("as", "https://h/x", ["authorization-server"]))
    #expect(
      rewrite(#"{"authorization_servers":["https://h/x",{"k":["https://h/x"]},"https://h/x"]}"#, known)
        == #"{"authorization_servers":["harpoon://as",{"k":["harpoon://first"]},"harpoon://as"]}"#)
  }

  @Test func `A resource's own identifier stays (RFC 9728)`() throws {
    let known = try registry(("r", "https://h/x", ["protected-resource-metadata", "resource"]))
    #expect(rewrite(#"{"resource":"https://h/x"}"#, known) == nil)
    #expect(rewrite(#"{"other":"https://h/x"}"#, known) == #"{"other":"harpoon://r"}"#)
  }

  @Test func `URLs in headers are replaced where they are whole`() throws {
    let known = try registry(("a", "https://h/a", []), ("b", "https://h/b,c", []))
    #expect(LinkRewriting.rewrite("https://H/a", known) == "harpoon://a")
    #expect(
      LinkRewriting.rewrite(#"<https://h/a>; rel="next", <https://h/ab>; rel="x""#, known)
        == #"<harpoon://a>; rel="next", <https://h/ab>; rel="x""#)
    #expect(LinkRewriting.rewrite("https://h/a, https://h/b,c", known) == "harpoon://a, harpoon://b")
    #expect(LinkRewriting.rewrite("/relative", known) == "/relative")
  }

  @Test(arguments: [
    ("http://h/a?q", "scheme_mismatch_https_to_http"), ("https://h/a", "query_mismatch"),
    ("https://h/b?q", "path_mismatch"),
    ("https://i/a?q", "host_mismatch"), ("https://i/b", "not_allowlisted_other"),
  ])
  func `The log says how a redirect differs from a target (HC-04)`(location: String, reason: String) throws {
    #expect(try registry(("a", "https://h/a?q", [])).mismatch(of: #require(TargetURL(location))) == reason)
  }
}
