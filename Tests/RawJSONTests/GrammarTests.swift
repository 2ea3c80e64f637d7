import RawJSON
import Testing

@Suite("The grammar of RFC 8259")
struct GrammarTests {
  static let valid = [
    "null", "true", "false", "0", "-0", "1", "-1", "10", "1.5", "-0.0", "0e1", "0E+1", "1e-400", "1E5", "1.0e+99",
    "123456789012345678901234567890123456789012345678901234567890.5", #""""#, #""a""#, "[]", "{}", " [ ] ", "\t{\n}\r",
    "[1]", "[1,2]", "[ 1 , 2 ]", "[[],[[]],{}]", #"{"a":1}"#, #"{"":0}"#, #"{"a":1,"a":2}"#,
    #"{ "a" : [ ] , "b" : { } }"#,
    "[null,true,false]", #"["\"\\\/\b\f\n\r\t\u0000\uFfFf"]"#, #""\ud83d\ude00""#, #""\ud800""#, #""\udc00\ud800""#,
    #""\ud800\u0041""#, "\"\u{7f}\"", "\"é€😀\"", "\"\u{2028}\u{feff}\u{ffff}\u{10ffff}\"", "\"12345678\"",
    "\"1234567é\"", #""1234567\n""#, "\n\n            1\n        ", #"["a","b",{"c":"d"}]"#, "[1e1,1E1]",
    #"{"a":{"a":{"a":{}}}}"#,
  ]

  static let invalid = [
    "", " ", "nul", "nulll", "True", "NULL", "t", "f", "n", "fals", "undefined", "NaN", "Infinity", "-Infinity", "-",
    "+1",
    "01", "-01", "00", "1.", ".5", "-.5", "1.e1", "1e", "1e+", "1eE1", "1.5.5", "0x10", "1_000", "--1", "1-", "1 2",
    "1,",
    "'a'", #"""#, #"""""#, #""a"#, #""\"#, #""\""#, #""\x""#, #""\u""#, #""\u12""#, #""\u123""#, #""\u123g""#,
    #""\U0041""#,
    "\"\u{0}\"", "\"\t\"", "\"\n\"", "\"\u{1f}\"", "\"1234567\u{1f}\"", "[", "]", "{", "}", "[1", "[1,", "[1,]", "[,1]",
    "[,]", "[1,,2]", "[1 2]", "[1}", "{]", "{1}", "{1:1}", "{a:1}", "{'a':1}", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#,
    #"{"a":1"#,
    #"{"a":1,"b"}"#, #"{"a" 1}"#, #"{"a"::1}"#, #"{"a":1]"#, #"{"a":1 "b":2}"#, #"{,"a":1}"#, #"{"a":1,,"b":2}"#, "{}}",
    "[]]", "[][]", "{}{}", "// c\n1", "/* c */ 1", "1 // c", "[1] /* c */", "# c\n1", "\u{feff}1", "\u{feff}",
    "1\u{feff}",
    "\u{a0}1", "1\u{0}", "\u{0}", "\u{c}1", "\u{b}1", "é", "[\"a\u{0}b\"]", #"["a":1]"#, #"{"a":tru}"#, "[nul]",
    "[truefalse]",
    "[1true]", #"["a"b"]"#, #"{"a":1}x"#, #"{"a":1}""#, "[1]2", "a", "\\u0031", "[\\n]", #"{"a\":1}"#,
  ]

  static let invalidUTF8: [[UInt8]] = [
    [0x80], [0xbf], [0xc0, 0x80], [0xc1, 0xbf], [0xc2], [0xc2, 0x41], [0xe0, 0x80, 0x80], [0xe0, 0x9f, 0xbf],
    [0xe1, 0x80],
    [0xed, 0xa0, 0x80], [0xed, 0xbf, 0xbf], [0xf0, 0x80, 0x80, 0x80], [0xf0, 0x8f, 0xbf, 0xbf], [0xf1, 0x80, 0x80],
    [0xf4, 0x90, 0x80, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xff], [0xfe], [0xe2, 0x82, 0x41], [0xf0, 0x9f, 0x98, 0x41],
  ]

  @Test("accepts what is JSON", arguments: valid)
  func accepts(text: String) {
    #expect(Document(text).failure() == nil)
    #expect(Document(text).walkFailure() == nil)
  }

  @Test("refuses what is not JSON", arguments: invalid)
  func refuses(text: String) {
    #expect(Document(text).failure() != nil)
    #expect(Document(text).walkFailure() == Document(text).failure())
  }

  @Test("refuses invalid UTF-8 at every place in a string", arguments: invalidUTF8)
  func refusesInvalidUTF8(sequence: [UInt8]) {
    for padding in 0..<17 {
      let before = [UInt8](repeating: 0x61, count: padding)
      let document = Document(bytes: [0x22] + before + sequence + before + [0x22])
      #expect(document.failure()?.reason == .invalidUTF8)
      #expect(document.failure()?.offset == padding + 1)
    }
  }

  @Test("accepts a string of every length, up to its closing quote and no further")
  func findsTheClosingQuote() throws {
    for length in 0..<40 {
      let document = Document("\"" + String(repeating: "a", count: length) + "\",\"")
      let range = try document.read { bytes in
        var cursor = JSONCursor(bytes)
        return try cursor.skipValue()
      }
      #expect(range == 0..<length + 2)
    }
  }

  @Test("judges every byte inside a string, at every place of a word")
  func judgesEveryByte() {
    for byte in UInt8.min...UInt8.max {
      for padding in 0..<9 {
        let before = [UInt8](repeating: 0x7a, count: padding)
        let document = Document(bytes: [0x22] + before + [byte] + before + [0x22])
        let isPlain = byte >= 0x20 && byte < 0x80 && byte != 0x22 && byte != 0x5c
        // A quote ends the string too early unless what follows is nothing but the last quote.
        #expect((document.failure() == nil) == isPlain)
      }
    }
  }

  @Test(
    "says where and why in words",
    arguments: [
      (#"{"a":1 "b":2}"#, "byte 7: expected ',' or '}'"),
      ("[1 2]", "byte 3: expected ',' or ']'"),
      (#"{"a" 1}"#, "byte 5: expected ':'"),
      ("{1:1}", "byte 1: expected a member name in quotes or '}'"),
      (#"{"a":1,}"#, "byte 7: expected a member name in quotes"),
      ("[1,]", "byte 3: expected a value"),
      ("[01]", "byte 1: invalid number"),
      ("[1", "byte 2: unexpected end"),
      ("1 1", "byte 2: expected nothing after the value"),
      ("\u{feff}1", "byte 0: byte order mark before the value"),
      ("\"\n\"", "byte 1: unescaped control character in a string"),
      (#""\x""#, "byte 1: invalid escape in a string"),
      ("[tru]", "byte 1: expected true, false or null"),
    ])
  func explains(text: String, message: String) {
    #expect(Document(text).failure().map(String.init(describing:)) == message)
  }
}
