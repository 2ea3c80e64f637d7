import Testing

@testable import Base64

@Suite struct Base64Tests {
  /// RFC 4648 section 10, and what tells the alphabets apart.
  static let examples: [(bytes: [UInt8], standard: String, url: String)] = [
    ([], "", ""), (Array("f".utf8), "Zg==", "Zg"), (Array("fo".utf8), "Zm8=", "Zm8"),
    (Array("foo".utf8), "Zm9v", "Zm9v"), (Array("foob".utf8), "Zm9vYg==", "Zm9vYg"),
    (Array("fooba".utf8), "Zm9vYmE=", "Zm9vYmE"), (Array("foobar".utf8), "Zm9vYmFy", "Zm9vYmFy"),
    ([0], "AA==", "AA"), ([251, 255], "+/8=", "-_8"), ([255, 255, 255], "////", "____"),
  ]

  @Test(arguments: examples)
  func `Bytes become text, padded in the standard alphabet only`(bytes: [UInt8], standard: String, url: String) {
    #expect(Base64.standard.encoded(bytes) == standard)
    #expect(Base64.url.encoded(bytes) == url)
  }

  @Test(arguments: examples)
  func `Text becomes bytes with padding and without`(bytes: [UInt8], standard: String, url: String) {
    #expect(Base64.standard.decoded(standard) == bytes)
    #expect(Base64.standard.decoded(standard.replacing("=", with: "")) == bytes)
    #expect(Base64.url.decoded(url) == bytes)
  }

  @Test func `Each alphabet refuses the characters of the other one`() {
    #expect(Base64.standard.decoded("-_8=") == nil)
    #expect(Base64.url.decoded("+/8") == nil)
    #expect(Base64.url.decoded("Zm 9") == nil)
  }
}
