import Testing
import YAML

@Suite struct YAMLReaderTests {
  private func json(_ text: String) throws -> String? {
    try YAMLReader.read(Array(text.utf8))?.json { (text: String, _: Int) in text }
  }

  @Test(
    "Plain scalars follow the core schema of YAML 1.2",
    arguments: [
      ("a: 1", #"{"a":1}"#), ("a: '1'", #"{"a":"1"}"#), ("a: true", #"{"a":true}"#), ("a: yes", #"{"a":"yes"}"#),
      ("a: ~", #"{"a":null}"#), ("a:", #"{"a":null}"#), ("a: 1.5", #"{"a":1.5}"#), ("a: 1.2.3", #"{"a":"1.2.3"}"#),
      ("a: [x, \"y, z\"]", #"{"a":["x","y, z"]}"#), (#"{"a": {"b": [1, "2"]}}"#, #"{"a":{"b":[1,"2"]}}"#),
      ("a: 1e3", #"{"a":1000.0}"#), ("a: .", #"{"a":"."}"#), ("a: e", #"{"a":"e"}"#),
    ])
  func scalars(text: String, expected: String) throws {
    #expect(try json(text) == expected)
  }

  @Test func everythingKnowsItsLine() throws {
    let node = try #require(try YAMLReader.read(Array("# first\na:\n  - x\n  - y\nb: z\n".utf8)))
    guard case .mapping(let members) = node.content, case .sequence(let items) = members[0].value.content else {
      Issue.record("not a mapping with a list")
      return
    }
    #expect(members.map(\.line) == [2, 5])
    #expect(items.map(\.line) == [3, 4])
  }

  @Test func aTextWithoutADocumentIsNothing() throws {
    #expect(try YAMLReader.read([]) == nil)
    #expect(try YAMLReader.read(Array("# only a comment\n".utf8)) == nil)
  }

  @Test(
    "A merge key brings what the mapping does not have itself",
    arguments: [
      ("a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}", #"{"a":{"x":1,"y":2},"b":{"y":3,"x":1}}"#),
      ("a: &a {x: 1}\nb: &b {x: 2, y: 2}\nc: {<<: [*a, *b]}", #"{"a":{"x":1},"b":{"x":2,"y":2},"c":{"x":1,"y":2}}"#),
    ])
  func merging(text: String, expected: String) throws {
    #expect(try json(text) == expected)
    #expect(throws: YAMLError.self) { try json("a: {<<: 1}") }
  }

  @Test("A text that only opens brackets is refused at once")
  func brackets() {
    #expect(throws: YAMLError.self) {
      try json(String(repeating: "[", count: 200_000))
    }
  }

  @Test("Later documents are not looked at (operator spec 3.6)")
  func laterDocuments() throws {
    #expect(try json("a: 1\n---\nb: [\n") == #"{"a":1}"#)
  }

  @Test(arguments: ["a: [1", "a: 'x", "\ta: 1", "a: b: c", "a: *nobody", "? [x]\n: y", "a: \u{1}"])
  func whatIsNoYAMLIsRefusedWithALine(text: String) {
    #expect(throws: YAMLError.self) { try YAMLReader.read(Array(text.utf8)) }
  }

  @Test func aBombOfAliasesIsRefused() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...9 {
      let items = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(items)]\n"
    }
    #expect(throws: YAMLError.self) { try YAMLReader.read(Array(text.utf8)) }
  }

  @Test func aLoopOfAliasesIsRefused() {
    #expect(throws: YAMLError.self) { try YAMLReader.read(Array("&a [*a]".utf8)) }
  }

  @Test func deepNestingIsRefused() {
    let text = String(repeating: "[", count: 1000) + String(repeating: "]", count: 1000)
    #expect(throws: YAMLError.self) { try YAMLReader.read(Array(text.utf8)) }
  }
}
