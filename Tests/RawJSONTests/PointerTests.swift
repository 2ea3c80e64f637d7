import RawJSON
import Testing

@Suite("JSON Pointer")
struct PointerTests {
  private func find(_ pointer: String, in text: String) throws -> String? {
    let document = Document(text)
    return document.text(try document.read { try RawJSON.find(pointer: pointer, in: $0) })
  }

  @Test(
    "finds raw values",
    arguments: [
      ("", #" {"a":1} "#, #"{"a":1}"#), ("/a", #"{"a":1}"#, "1"),
      ("/a/b", #"{"x":[{"b":0}],"a":{"b":"\n"}}"#, #""\n""#),
      ("/", #"{"":true}"#, "true"), ("//a", #"{"":{"a":2}}"#, "2"), ("/~1~0", #"{"/~":3}"#, "3"),
      ("/~01", #"{"~1":4}"#, "4"),
      ("/é", #"{"\u00e9":5}"#, "5"), ("/a", #"{"a":6,"a":7}"#, "6"), ("/a", #"{"a":[1, 2]}"#, "[1, 2]"),
      ("/a\"b", #"{"a\"b":8}"#, "8"),
    ])
  func finds(pointer: String, text: String, value: String) throws {
    #expect(try find(pointer, in: text) == value)
  }

  @Test(
    "finds nothing where there is nothing",
    arguments: [
      ("/b", #"{"a":1}"#), ("/a/b", #"{"a":1}"#), ("/0", "[1]"), ("/a/0", #"{"a":[1]}"#), ("a", #"{"a":1}"#),
      ("/~", #"{"~":1}"#), ("/~2", #"{"~2":1}"#), ("/A", #"{"a":1}"#), ("/a/b", #"{"a":{},"a":{"b":1}}"#),
    ])
  func findsNothing(pointer: String, text: String) throws {
    #expect(try find(pointer, in: text) == nil)
  }

  @Test("reads no further than the value")
  func stops() throws {
    #expect(try find("/a", in: #"{"a":1!"#) == "1")
    #expect(throws: JSONError.self) { try find("/b", in: #"{"a":1!"b":2}"#) }
    #expect(throws: JSONError.self) { try find("/a", in: #"{"a":tru"#) }
  }
}
