import RawJSON
import Testing

@Suite("Quoting")
struct QuotingTests {
  @Test(
    "escapes what has to be escaped and nothing else",
    arguments: [
      ("", #""""#), ("plain / é 😀 \u{7f}", "\"plain / é 😀 \u{7f}\""), ("\"\\", #""\"\\""#),
      ("\u{8}\t\n\u{c}\r", #""\b\t\n\f\r""#), ("\u{0}\u{b}\u{1f}", #""\u0000\u000b\u001f""#),
    ])
  func escapes(text: String, quoted: String) {
    var output = Array("x".utf8)
    JSONQuoting.append(text, to: &output)
    #expect(String(decoding: output, as: UTF8.self) == "x" + quoted)
    Document(text).read { JSONQuoting.append(utf8: $0, to: &output) }
    #expect(String(decoding: output, as: UTF8.self) == "x" + quoted + quoted)
  }

  @Test("every scalar of the first planes comes back")
  func roundTrip() throws {
    let text = String(String.UnicodeScalarView((0..<0x3000).compactMap { Unicode.Scalar($0 as UInt32) }))
    var output: [UInt8] = []
    JSONQuoting.append(text, to: &output)
    try Document(bytes: output).read { bytes in
      var cursor = JSONCursor(bytes)
      #expect(try cursor.readString().decoded == text)
      try cursor.end()
    }
  }

  @Test("repairs invalid UTF-8")
  func repairs() {
    var output: [UInt8] = []
    Document(bytes: [0x61, 0xff, 0x22]).read { JSONQuoting.append(utf8: $0, to: &output) }
    #expect(String(decoding: output, as: UTF8.self) == "\"a\u{fffd}\\\"\"")
  }
}
