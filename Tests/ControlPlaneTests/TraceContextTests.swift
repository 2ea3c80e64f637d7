import Testing

@testable import ControlPlane

/// W3C Trace Context, version 00 (user needs 4.1).
@Suite struct TraceContextTests {
  private let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

  @Test func aContextWithAndWithoutState() {
    #expect(TraceContext(parent: parent, state: nil)?.parent == parent)
    #expect(TraceContext(parent: parent, state: "a=1,b@c=2")?.state == "a=1,b@c=2")
  }

  @Test(arguments: [
    "", "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    "00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-",
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b716920333-001",
    "00-00000000000000000000000000000000-b7ad6b7169203331-01",
    "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0g",
    "00_0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331_01",
  ]) func aParentThatIsNotToTheLetterIsNone(text: String) {
    #expect(TraceContext(parent: text, state: nil) == nil)
  }

  @Test(
    arguments: [
      ("", true), ("a=1", true), ("a=1 , b=2", true), ("a=1,,b=2", true), ("0tenant@vendor=x", true), ("a=b c", true),
      ("a*/-_0=!~", true), ("a", false), ("=1", false), ("a=", false), ("A=1", false), ("0a=1", false),
      ("a@B=1", false),
      ("a@b@c=1", false), ("a=1=2", false), ("a=ü", false), ("a=1,a=2", false), ("@a=1", false),
      ("abcdefghijklmno@abcdefghijklmno=1", false), ("a=" + String(repeating: "x", count: 256), true),
      ("a=" + String(repeating: "x", count: 257), false),
      ((0..<32).map { "k\($0)=1" }.joined(separator: ","), true),
      ((0..<33).map { "k\($0)=1" }.joined(separator: ","), false),
      ("a=" + String(repeating: "x", count: 256) + ",b=" + String(repeating: "x", count: 256), false),
    ] as [(String, Bool)]) func aStateIsParsedAndAtMost512BytesLong(text: String, isValid: Bool)
  {
    #expect((TraceContext(parent: parent, state: text) != nil) == isValid)
  }
}
