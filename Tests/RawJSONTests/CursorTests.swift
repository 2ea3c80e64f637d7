import RawJSON
import Testing

@Suite("The cursor")
struct CursorTests {
  @Test("hands out members and elements in the order of the document")
  func order() throws {
    let document = Document(#"{"b":[1,"two",null],"a":{"c":true},"b":-7}"#)
    var log: [String] = []
    try document.read { bytes in
      var cursor = JSONCursor(bytes)
      try cursor.beginObject()
      while let key = try cursor.nextMember() {
        switch try cursor.peekKind() {
        case .array:
          try cursor.beginArray()
          while try cursor.nextElement() { log.append(document.text(try cursor.skipValue()) ?? "") }
        default:
          log.append(key.decoded + "=" + (document.text(try cursor.skipValue()) ?? ""))
        }
      }
      try cursor.end()
    }
    #expect(log == ["1", #""two""#, "null", #"a={"c":true}"#, "b=-7"])
  }

  @Test("leaves large numbers and their spelling alone")
  func bigNumbers() throws {
    let text = #"[123456789012345678901234567890,1.10,1E2,-0]"#
    let document = Document(text)
    let range = try document.read { bytes in
      var cursor = JSONCursor(bytes)
      return try cursor.skipValue()
    }
    #expect(document.text(range) == text)
  }

  @Test("reads integers that fit, and refuses the others")
  func integers() throws {
    func read<I: FixedWidthInteger>(_ text: String, as type: I.Type) throws -> I {
      try Document(text).read { bytes in
        var cursor = JSONCursor(bytes)
        let value = try cursor.readInteger(as: type)
        try cursor.end()
        return value
      }
    }
    #expect(try read("9223372036854775807", as: Int64.self) == .max)
    #expect(try read("-9223372036854775808", as: Int64.self) == .min)
    #expect(try read("-0", as: UInt8.self) == 0)
    for (text, reason) in [
      ("9223372036854775808", JSONError.Reason.integerOutOfRange), ("1.0", .expectedInteger), ("1e2", .expectedInteger),
      (#""1""#, .expected(.number)), ("01", .invalidNumber), ("-", .invalidNumber),
    ] {
      #expect(#expect(throws: JSONError.self) { try read(text, as: Int64.self) }?.reason == reason)
    }
    #expect(#expect(throws: JSONError.self) { try read("-1", as: UInt8.self) }?.reason == .integerOutOfRange)
  }

  @Test(
    "decodes escapes",
    arguments: [
      (#""plain é""#, "plain é"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"), (#""\u0041\u00e9""#, "Aé"),
      (#""\ud83d\ude00!""#, "😀!"), (#""\ud800""#, "\u{fffd}"), (#""\ud800\u0041""#, "\u{fffd}A"),
      (#""\udc00x""#, "\u{fffd}x"), (#""\ud800\ud83d\ude00""#, "\u{fffd}😀"), (#""é\n😀""#, "é\n😀"), (#""""#, ""),
    ])
  func strings(text: String, meaning: String) throws {
    try Document(text).read { bytes in
      var cursor = JSONCursor(bytes)
      let string = try cursor.readString()
      #expect(string.decoded == meaning)
      #expect(string.hasEscapes == text.contains("\\"))
      try cursor.end()
    }
  }

  @Test("compares a name by what it means")
  func names() throws {
    try Document(#"{"id":1,"\u0069d":2,"ID":3,"idx":4,"\u00e9":5,"\u0069":6}"#).read { bytes in
      var cursor = JSONCursor(bytes)
      var matches: [Bool] = []
      try cursor.beginObject()
      while let key = try cursor.nextMember() {
        matches.append(key == "id")
        if key == "é" { matches.append(true) }
        _ = try cursor.skipValue()
      }
      #expect(matches == [true, true, false, false, false, true, false])
    }
  }

  @Test("refuses calls that the grammar has no place for")
  func misplacedCalls() throws {
    let calls: [(inout JSONCursor) throws -> Void] = [
      { _ = try $0.nextMember() },
      { _ = try $0.nextElement() },
      { try $0.end() },
      { cursor in
        try cursor.beginObject()
        _ = try cursor.nextElement()
      },
      { cursor in
        try cursor.beginObject()
        _ = try cursor.skipValue()
      },
      { cursor in
        try cursor.beginObject()
        _ = try cursor.nextMember()
        _ = try cursor.nextMember()
      },
      { cursor in
        _ = try cursor.skipValue()
        _ = try cursor.skipValue()
      },
      { cursor in
        try cursor.beginObject()
        try cursor.end()
      },
    ]
    for call in calls {
      let error = #expect(throws: JSONError.self) {
        try Document(#"{"a":1,"b":2}"#).read { bytes in
          var cursor = JSONCursor(bytes)
          try call(&cursor)
        }
      }
      #expect(error?.reason == .misplacedCall)
    }
  }

  @Test("says which type it expected")
  func wrongTypes() {
    #expect(fails("1") { try $0.beginObject() } == "byte 0: expected an object")
    #expect(fails(" {}") { try $0.beginArray() } == "byte 1: expected an array")
    #expect(fails("null") { _ = try $0.readString() } == "byte 0: expected a string")
    #expect(fails("null") { _ = try $0.readBool() } == "byte 0: expected true or false")
  }

  private func fails(_ text: String, _ body: (inout JSONCursor) throws -> Void) -> String? {
    Document(text).read { bytes in
      #expect(throws: JSONError.self) {
        var cursor = JSONCursor(bytes)
        try body(&cursor)
      }
    }?.description
  }
}
