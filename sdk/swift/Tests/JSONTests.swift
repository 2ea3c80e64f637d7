import Testing
import TunnelPluginKit

@Suite struct JSONTests {
  private func with<Result>(_ text: String, _ body: (JSONSlice) -> Result) -> Result {
    Array(text.utf8).withUnsafeBytes { body(JSONSlice($0)) }
  }

  @Test func membersComeInTheirOrderWithTheirRawValues() {
    with(#" { "a" : 1 , "b":{"c":[1,"}"]}, "d":"x\"y" } "#) { object in
      #expect(object.members.map { $0.name.string } == ["a", "b", "d"])
      #expect(
        object.members.map { String(decoding: $0.value.bytes, as: UTF8.self) } == [
          "1", #"{"c":[1,"}"]}"#, #""x\"y""#,
        ])
      #expect(object["b"]?["c"]?.elements.count == 2)
      #expect(object["nope"] == nil)
    }
  }

  @Test func emptyContainersAreEmpty() {
    #expect(with("{}") { $0.members.isEmpty })
    #expect(with("[ ]") { $0.elements.isEmpty })
  }

  @Test func aNameIsComparedAfterDecoding() {
    #expect(with(#"{"\u0061":true}"#) { $0["a"]?.bool } == true)
  }

  @Test func scalarsReadAsWhatTheyAre() {
    #expect(with("-12") { $0.integer } == -12)
    #expect(with("1.5") { $0.integer } == nil)
    #expect(with("99999999999999999999") { $0.integer } == nil)
    #expect(with("true") { $0.bool } == true)
    #expect(with("null") { $0.kind } == .null)
    #expect(with("\"1\"") { $0.integer } == nil)
  }

  @Test(arguments: [
    (#""plain ü""#, "plain ü"),
    (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
    (#""\u00e9\uD83D\uDE00!""#, "é😀!"),
    (#""\uD83D""#, "\u{FFFD}"),
    (#""\uD83Dx""#, "\u{FFFD}x"),
    (#""\uDE00\uD83D""#, "\u{FFFD}\u{FFFD}"),
    (#""\uD83D\u0041""#, "\u{FFFD}A"),
  ])
  func stringsAreDecoded(json: String, text: String) {
    #expect(with(json) { $0.string } == text)
  }

  @Test(arguments: [#""\x""#, #""\u12""#, #""\u12G4""#, "\"open", "7"])
  func whatIsNoStringDoesNotDecode(json: String) {
    #expect(with(json) { $0.string } == nil)
  }

  @Test(arguments: ["", "{", "[1,", #"{"a"#, #"{"a":"#, #"{"a":[}"#, "}", #"{"a" 1}"#, "{,}", #""\"#, ":"])
  func malformedTextIsOnlyEverMissing(json: String) {
    with(json) { slice in
      #expect(slice["a"] == nil || slice["a"]?.kind == .malformed)
      _ = slice.elements
    }
  }

  @Test func whatIsWrittenReadsBack() {
    var writer = JSONWriter()
    let text = "q\" b\\ n\n t\t c\u{1} e\u{1F} é 😀 /"
    writer.object { object in
      object.member("text", text)
      object.member("n", -7)
      object.member("yes", true)
      object.member("list", ["a", "b"])
      object.key("raw")
      object.raw("[null]")
      object.key("empty")
      object.object { _ in }
    }
    let json = String(decoding: writer.bytes, as: UTF8.self)
    #expect(json.hasSuffix(#""n":-7,"yes":true,"list":["a","b"],"raw":[null],"empty":{}}"#))
    #expect(json.contains(#"\u0001 e\u001f"#))
    #expect(with(json) { $0["text"]?.string } == text)
  }
}
