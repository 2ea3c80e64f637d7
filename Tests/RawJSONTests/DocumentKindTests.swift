import Testing

@testable import RawJSON

@Suite struct DocumentKindTests {
  private func kind(_ text: String) -> JSONKind? {
    Array(text.utf8).withUnsafeBytes { JSONCursor.kind(ofDocument: $0) }
  }

  @Test func `A whole document says what it is`() {
    #expect(kind(#" {"a":[1,2]} "#) == .object)
    #expect(kind("[]") == .array)
    #expect(kind("\"x\"") == .string)
    #expect(kind("null") == .null)
  }

  @Test(arguments: ["", " ", "{", #"{"a":1} 2"#, "nul", "'x'", "[1,]"])
  func `What is not one whole document is none`(text: String) {
    #expect(kind(text) == nil)
  }
}
