import Testing

@testable import HarpoonTransport

@Suite struct TargetURLTests {
  @Test func `Scheme and host compare in any case; path, query and port as written (HA-09)`() throws {
    let url = try #require(TargetURL("HTTPS://Idp.Example:443/A?b=C"))
    #expect(url.key == "https://idp.example:443/A?b=C")
    #expect(url.text == "HTTPS://Idp.Example:443/A?b=C")
    #expect(TargetURL("https://idp.example/A?b=C")?.key != url.key)
    #expect(TargetURL("https://[::1]:8443/x")?.host == "[::1]")
    #expect(TargetURL("https://[::1]/x")?.server == "[::1]:443")
  }

  @Test(arguments: ["", "ftp://h/", "/path", "https://", "https:///p", "https://h:x/", "https://a b/", "https://a:b:1/"])
  func `What is no absolute http or https URL is none`(text: String) {
    #expect(TargetURL(text) == nil)
  }

  @Test func `W-39 nothing secret is shown of a URL`() {
    let url = TargetURL("https://user:pa%40ss@h/p?token=t#f")
    #expect(url?.redacted == "https://h/p?…")
    #expect(url?.request == "https://h/p?token=t")
    #expect(url?.origin == "https://h")
  }

  @Test(arguments: ["https://h/a/../b", "https://h/.", "https://h/%2e%2E/b", "https://h/a/.%2e"])
  func `A dot segment is found, also encoded`(text: String) {
    #expect(TargetURL(text)?.hasDotSegment == true)
  }

  @Test func `A name with dots in it is no dot segment`() {
    #expect(TargetURL("https://h/.well-known/a..b")?.hasDotSegment == false)
  }

  @Test(arguments: [
    ("https://o.example/x", "https://o.example/x"), ("//o.example/x", "https://o.example/x"),
    ("/x?y#z", "https://h:1/x?y"), ("x", "https://h:1/a/x"), ("../x", "https://h:1/x"), ("?q", "https://h:1/a/b?q"),
    ("./", "https://h:1/a/"), ("../../../x/./y", "https://h:1/x/y"), ("", "https://h:1/a/b?old"),
  ])
  func `A redirect's address is resolved (RFC 3986 5.2)`(location: String, result: String) {
    #expect(TargetURL("https://h:1/a/b?old")?.resolving(location)?.text == result)
  }

  @Test func `Another scheme leads nowhere`() {
    #expect(TargetURL("https://h/")?.resolving("mailto:a@b") == nil)
  }
}
