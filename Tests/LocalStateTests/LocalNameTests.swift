import LocalState
import Testing

@Suite struct LocalNameTests {
  @Test(arguments: ["my-alias", "My Alias", " my_alias ", "my.alias", "MY--alias", "-my alias-"])
  func `Case, spaces, dots and underscores are spelling (operator 15.4, A-165)`(text: String) throws {
    #expect(try LocalName(text).text == "my-alias")
  }

  @Test func `Another spelling is reported, the name itself is not`() throws {
    #expect(try LocalName("a b").given == "a b")
    #expect(try LocalName("a-b").given == nil)
  }

  @Test(arguments: ["ä-b", "a/b", "a!", "a:b", "日本"])
  func `What a name would lose is refused (W-59)`(text: String) {
    #expect(throws: LocalName.Objection.self) { try LocalName(text) }
  }

  @Test(arguments: ["", "  ", "--", "_._", String(repeating: "a", count: 65)])
  func `Nothing, and too much, is no name`(text: String) {
    #expect(throws: LocalName.Objection.self) { try LocalName(text) }
  }

  @Test func `A refusal suggests what would be left`() {
    #expect { try LocalName("ä-b") } throws: { ($0 as? LocalName.Objection)?.suggestion == "b" }
  }
}
