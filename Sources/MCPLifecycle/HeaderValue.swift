import Base64

/// A value of a message as an HTTP header carries it (MCP 2026-07-28, Streamable HTTP, Value Encoding).
enum HeaderValue {
  static func encode(_ text: String) -> String {
    needsEncoding(text) ? "=?base64?\(Base64.standard.encoded(text.utf8))?=" : text
  }

  private static func needsEncoding(_ text: String) -> Bool {
    let utf8 = text.utf8
    let isPlain = utf8.allSatisfy { $0 == 0x09 || (0x20...0x7E).contains($0) }
    guard isPlain, let first = utf8.first, let last = utf8.last else { return !utf8.isEmpty }
    let isPadded = first <= 0x20 || last <= 0x20
    return isPadded || (text.hasPrefix("=?base64?") && text.hasSuffix("?="))
  }
}
