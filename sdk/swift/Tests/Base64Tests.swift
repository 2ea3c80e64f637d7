import Testing
import TunnelPluginKit

@Suite struct Base64Tests {
  /// RFC 4648 section 10, and the last two of the alphabet.
  @Test(arguments: [
    ("", [UInt8]()), ("Zg==", [0x66]), ("Zm8=", [0x66, 0x6F]), ("Zm9v", [0x66, 0x6F, 0x6F]),
    ("AA==", [0]), ("AAE=", [0, 1]), ("AAEC", [0, 1, 2]), ("+/+/", [0xFB, 0xFF, 0xBF]),
  ])
  func `Bytes become text and bytes again`(text: String, bytes: [UInt8]) {
    #expect(Base64.encoded(bytes) == text)
    #expect(Base64.decoded(text) == bytes)
  }

  @Test(arguments: ["A", "AA", "AAA", "AB==", "AAF=", "A===", "====", "AA=A", "-_-_", "AAEC\n", " AAE"])
  func `What is not base64 is refused`(text: String) {
    #expect(Base64.decoded(text) == nil)
  }
}
