import Testing

@testable import LocalState

@Suite struct StateDocumentTests {
  private func document(_ text: String) throws -> StateDocument { try StateDocument(Array(text.utf8)) }

  @Test func `What is not known stays as it was, byte for byte (W-58)`() throws {
    let text = #"{"a": {"alias": "a", "later": [1.50, {"x": null}], "tunnel_id": "t"}, "note": 1e3}"#
    var changed = try document(text)
    var alias = AliasRecord(try #require(changed["a"]))
    alias.tunnelID = "u"
    changed["a"] = alias.record
    let written = String(decoding: changed.bytes, as: UTF8.self)
    #expect(written.contains(#""later": [1.50, {"x": null}]"#))
    #expect(written.contains(#""note": 1e3"#))
    #expect(written.contains(#""tunnel_id": "u""#))
    #expect(try StateDocument(changed.bytes) == changed)
  }

  @Test(arguments: [#"{"a": {"#, #"["a"]"#, "a:\n  b: c", "{}{}", #"{"a": {"alias": "x"}"#])
  func `A torn file is none`(text: String) {
    #expect(throws: (any Error).self) { try document(text) }
  }

  @Test(arguments: ["", " \n", "{}"])
  func `An empty file is an empty document`(text: String) throws {
    #expect(try document(text).names.isEmpty)
  }

  @Test func `Values of another type count for nothing`() throws {
    let record = try #require(document(#"{"a": {"alias": 1, "pid": "x", "ids": [1], "on": "yes"}}"#)["a"])
    #expect(record.text("alias") == nil)
    #expect(record.integer("pid") == nil)
    #expect(record.texts("ids").isEmpty)
    #expect(!record.flag("on"))
  }

  @Test func `Text comes back as it was`() throws {
    var record = StateRecord()
    let text = "a\"b\\c\n\u{1}é"
    record.set("x", text)
    var document = StateDocument()
    document[text] = record
    #expect(try StateDocument(document.bytes)[text]?.text("x") == text)
  }

  @Test func `Admin profiles are read in the older flat form, too`() throws {
    let flat = try AdminProfileTable(try document(#"{"old": {"admin_key": "env:K"}}"#), path: "f")
    #expect(flat.names == ["old"])
    #expect(flat["old"]?.key == "env:K")
    #expect(flat["old"]?.name == "old")
    let again = try AdminProfileTable(try StateDocument(flat.document.bytes), path: "f")
    #expect(again.names == ["old"])
  }
}
