import CurlHTTP
import Testing

@Suite struct FieldsTests {
  @Test func namesCompareWithoutCaseAndLinesStayApart() {
    var fields = HTTPFields(["Content-Type": "a", "X": "1"])
    fields.append("CONTENT-TYPE", "b")
    #expect(fields.count == 3)
    #expect(fields.first("content-type") == "a")
    #expect(fields.all("content-type") == ["a", "b"])
    #expect(fields.first("content") == nil)
    #expect(fields.name(at: 2) == "CONTENT-TYPE")
    #expect(HTTPFields().isEmpty)
  }

  @Test(arguments: [
    ("http://Example.com/x", "http://example.com:80", true), ("https://a:443/", "https://a/b?c", true),
    ("http://a/", "https://a/", false), ("http://a:81/", "http://a/", false),
    ("http://[::1]/", "http://[::1]:80", true),
  ])
  func originsCompareBySchemeHostAndEffectivePort(one: String, other: String, areSame: Bool) throws {
    #expect((URLOrigin(one) == URLOrigin(other)) == areSame)
  }

  @Test func aRelativeURLHasTheOriginOfItsBase() throws {
    #expect(URLOrigin("/x", relativeTo: "http://a:8080/y") == URLOrigin("http://a:8080"))
    #expect(URLOrigin("//b/x", relativeTo: "http://a:8080/y") == URLOrigin("http://b"))
    #expect(URLOrigin("/x") == nil)
    #expect(URLOrigin("ftp://a") == nil)
  }

  @Test(arguments: [
    ("http://localhost", true), ("http://127.9.9.9", true), ("http://[::1]:1", true),
    ("http://127.0.0.1.evil.example", false),
    ("http://10.0.0.1", false), ("http://localhost.example", false),
  ])
  func loopbackIsThisMachine(url: String, isLoopback: Bool) throws {
    #expect(URLOrigin(url)?.isLoopback == isLoopback)
  }

  @Test func datesAreReadInGMTOnly() {
    #expect(HTTPDate.parse("Sun, 06 Nov 1994 08:49:37 GMT") == 784_111_777)
    #expect(HTTPDate.parse("Sun, 06 Nov 1994 08:49:37 +0100") == nil)
    #expect(HTTPDate.parse("soon") == nil)
    #expect(HTTPDate.parse("") == nil)
  }
}
