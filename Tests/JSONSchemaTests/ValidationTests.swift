import JSONSchema
import Testing

@Suite struct ValidationTests {
  private func messages(_ schema: String, _ json: String) throws -> [String] {
    try JSONSchema(schema).problems(in: json).map { "\($0.pointer): \($0.message)" }
  }

  private static let server = #"""
    {"type":"object","additionalProperties":false,"required":["command"],"properties":{
    "command":{"type":"string","minLength":1},"timeout":{"type":"string"},"pool":{"type":"integer","minimum":1},
    "headers":{"type":"object","additionalProperties":{"type":"string"}},
    "argv":{"type":"array","minItems":1,"items":{"type":["string","null"]}}}}
    """#

  @Test func `All problems are reported, each with a pointer, in the order of the text`() throws {
    let found = try messages(
      Self.server, #"{"comand":"x","timeout":5,"pool":0.5,"headers":{"a/b~c":1},"argv":["a",7]}"#)
    #expect(
      found == [
        #"/comand: unknown key "comand"; did you mean "command"?"#,
        #"/timeout: "timeout" must be a string, is a number"#, #"/pool: "pool" must be an integer, has a fraction"#,
        #"/headers/a~1b~0c: "headers.a/b~c" must be a string, is a number"#,
        #"/argv/1: "argv[1]" must be a string or null, is a number"#, #": "command" is missing"#,
      ])
  }

  @Test func `What the schema allows has no problems`() throws {
    #expect(try messages(Self.server, #"{"command":"x","pool":1.0,"argv":[null],"headers":{"A":"1","A":"2"}}"#) == [])
  }

  @Test func `A key that is like no other is answered with those that there are`() throws {
    let schema = #"{"additionalProperties":false,"properties":{"a":{},"bcd":{}}}"#
    #expect(try messages(schema, #"{"zzzz":1}"#) == [#"/zzzz: unknown key "zzzz"; known here: "a", "bcd""#])
    #expect(
      try messages(#"{"additionalProperties":false}"#, #"{"z":1}"#) == [#"/z: unknown key "z"; no key is known here"#])
  }

  @Test func `Strings of the value are never shown`() throws {
    let schema = #"""
      {"properties":{"a":{"enum":["x","y"]},"b":{"const":1},"c":{"pattern":"^q"},"d":{"maxLength":2},
      "e":{"not":{"type":"string"}},"f":{"anyOf":[{"minLength":99},{"type":"null"}]},"g":{"type":"number"}}}
      """#
    let value = #"{"a":"SECRET","b":"SECRET","c":"SECRET","d":"SECRET","e":"SECRET","f":"SECRET","g":"SECRET"}"#
    let found = try messages(schema, value)
    #expect(found.count == 7)
    #expect(!found.joined().contains("SECRET"))
    #expect(found[0] == #"/a: "a" must be "x" or "y""#)
  }

  @Test(arguments: [
    (#"{"type":"integer"}"#, "12345678901234567890", true), (#"{"type":"integer"}"#, "1.5", false),
    (#"{"type":"integer"}"#, "1e3", true), (#"{"type":"null"}"#, "null", true), (#"{"type":"null"}"#, "0", false),
    (#"{"minimum":0,"exclusiveMaximum":1}"#, "0", true), (#"{"minimum":0,"exclusiveMaximum":1}"#, "1", false),
    (#"{"exclusiveMinimum":0,"maximum":1}"#, "0", false), (#"{"exclusiveMinimum":0,"maximum":1}"#, "1", true),
    (#"{"minimum":9007199254740993}"#, "9007199254740992", false),
    (#"{"const":9007199254740993}"#, "9007199254740992", false),
    (#"{"const":1}"#, "1.0", true), (#"{"const":{"a":1,"b":[2]}}"#, #"{"b":[2],"a":1}"#, true),
    (#"{"enum":[null,false]}"#, "false", true), (#"{"enum":[null,false]}"#, "0", false),
    (#"{"uniqueItems":true}"#, "[1,2,1.0]", false), (#"{"uniqueItems":true}"#, "[1,2,\"1\"]", true),
    (#"{"minItems":1,"maxItems":2}"#, "[]", false), (#"{"minItems":1,"maxItems":2}"#, "[1,2,3]", false),
    (#"{"minLength":2,"maxLength":2}"#, #""\u00e9\ud83d\ude00""#, true), (#"{"minLength":1}"#, #""""#, false),
    (#"{"pattern":"^[a-z]+$"}"#, #""abc""#, true), (#"{"pattern":"b"}"#, #""abc""#, true),
    (#"{"pattern":"^[a-z]+$"}"#, #""aBc""#, false), (#"{"pattern":"^\\d{3}$"}"#, #""123""#, true),
    ("true", "[]", true), ("false", "[]", false), (#"{"not":{"type":"string"}}"#, "1", true),
    (#"{"not":{"type":"string"}}"#, #""a""#, false), (#"{"allOf":[{"minimum":1},{"maximum":2}]}"#, "3", false),
    (#"{"anyOf":[{"type":"string"},{"minimum":5}]}"#, "5", true),
    (#"{"anyOf":[{"type":"string"},{"minimum":5}]}"#, "4", false),
    (#"{"oneOf":[{"minimum":1},{"maximum":5}]}"#, "3", false), (#"{"oneOf":[{"minimum":1},{"maximum":5}]}"#, "6", true),
    (#"{"patternProperties":{"^x-":{"type":"string"}},"additionalProperties":false}"#, #"{"x-a":"b"}"#, true),
    (#"{"patternProperties":{"^x-":{"type":"string"}},"additionalProperties":false}"#, #"{"x-a":1}"#, false),
    (
      ##"{"$ref":"#/$defs/n","$defs":{"n":{"type":"object","properties":{"next":{"$ref":"#/$defs/n"}}}}}"##,
      #"{"next":{"next":{}}}"#, true
    ),
    (
      ##"{"$ref":"#/$defs/n","$defs":{"n":{"type":"object","properties":{"next":{"$ref":"#/$defs/n"}}}}}"##,
      #"{"next":{"next":1}}"#, false
    ),
    (##"{"properties":{"child":{"$ref":"#"}},"additionalProperties":false}"##, #"{"child":{"x":1}}"#, false),
    (#"{"items":false}"#, "[]", true), (#"{"items":false}"#, "[1]", false),
    (#"{"default":5,"title":"t","description":"d","examples":[],"format":"uri","$comment":"c"}"#, "1", true),
  ])
  func `Each keyword accepts and refuses`(schema: String, json: String, isAccepted: Bool) throws {
    #expect(try messages(schema, json).isEmpty == isAccepted)
  }

  @Test func `Alternatives by their members are said in the words of the members`() throws {
    let schema = #"{"oneOf":[{"required":["command"]},{"required":["argv"]}]}"#
    #expect(try messages(schema, "{}") == [#": "command" or "argv" is missing"#])
    #expect(
      try messages(schema, #"{"command":"a","argv":[]}"#) == [
        #": "command" and "argv" cannot be combined; keep one of them"#
      ])
    #expect(try messages(schema, #"{"argv":[]}"#) == [])
  }

  @Test func `Of alternatives by type the one that was meant is explained`() throws {
    let schema = #"""
      {"anyOf":[{"type":"string"},{"type":"object","required":["plugin"],"additionalProperties":false,
      "properties":{"plugin":{"type":"string"},"config":{"type":"object"}}}]}
      """#
    #expect(
      try messages(schema, #"{"plugin":"a","confg":{}}"#) == [#"/confg: unknown key "confg"; did you mean "config"?"#])
    #expect(try messages(schema, "7") == [": the value must be a string or an object, is a number"])
  }

  @Test func `A member twice is a problem where it is a setting, and none in a map`() throws {
    #expect(try messages(#"{"properties":{"a":{}}}"#, #"{"a":1,"a":2}"#) == [#"/a: "a" is set twice"#])
    #expect(try messages("{}", #"{"a":1,"a":2}"#) == [])
  }

  @Test(arguments: ["", "{", "[1,]", "nul", "{\"a\":}", "\u{FEFF}{}"])
  func `What is not JSON has one problem`(json: String) throws {
    let found = try messages("{}", json)
    #expect(found.count == 1 && found[0].hasPrefix(": is not JSON: byte "))
  }

  @Test func `Deep, endless and costly ones end`() throws {
    let deep = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
    #expect(try messages("{}", deep).count == 1)
    #expect(try messages(##"{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/a"}}}"##, "1").count == 1)
    #expect(try messages(##"{"anyOf":[{"$ref":"#"},{"$ref":"#"},{"$ref":"#"}]}"##, "1").count == 1)
    let many = "[" + Array(repeating: "1", count: 100_000).joined(separator: ",") + "]"
    #expect(try messages(#"{"items":{"type":"string"}}"#, many).count == 100)
    #expect(
      try messages(#"{"uniqueItems":true}"#, "[" + (0..<50_000).map { "\($0)" }.joined(separator: ",") + "]").count == 1
    )
  }
}
