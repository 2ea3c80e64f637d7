/// A value of a message as an HTTP header carries it (MCP 2026-07-28, Streamable HTTP, Value Encoding).
enum HeaderValue {
  static func encode(_ text: String) -> String {
    needsEncoding(text) ? "=?base64?\(base64(Array(text.utf8)))?=" : text
  }

  private static func needsEncoding(_ text: String) -> Bool {
    let utf8 = text.utf8
    let isPlain = utf8.allSatisfy { $0 == 0x09 || (0x20...0x7E).contains($0) }
    guard isPlain, let first = utf8.first, let last = utf8.last else { return !utf8.isEmpty }
    let isPadded = first <= 0x20 || last <= 0x20
    return isPadded || (text.hasPrefix("=?base64?") && text.hasSuffix("?="))
  }

  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// RFC 4648 §4.
  private static func base64(_ bytes: [UInt8]) -> String {
    var output: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let padded = Array(group) + Array(repeating: 0, count: 3 - group.count)
      let bits = padded.reduce(0) { $0 << 8 | Int($1) }
      for position in 0..<4 {
        let isPadding = position > group.count
        output.append(isPadding ? UInt8(ascii: "=") : alphabet[bits >> (18 - 6 * position) & 63])
      }
    }
    return String(decoding: output, as: UTF8.self)
  }
}
