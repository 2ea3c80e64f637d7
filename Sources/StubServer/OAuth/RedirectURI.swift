/// Where an authorization answer may be sent.
enum RedirectURI {
  private static let forbidden = ["about", "blob", "data", "file", "javascript", "vbscript", "view-source"]

  /// OAuth 2.1 2.3.1: absolute, no fragment; plain http only to this machine (RFC 8252 7.3).
  static func isAcceptable(_ uri: String) -> Bool {
    guard uri.utf8.count <= 2048, uri.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !uri.contains("#"),
      let colon = uri.firstIndex(of: ":")
    else { return false }
    let scheme = uri[..<colon].lowercased()
    guard let first = scheme.first, first.isLetter, !forbidden.contains(scheme) else { return false }
    guard scheme == "http" else { return true }
    guard uri.hasPrefix("http://") else { return false }
    let authority = uri.dropFirst(7).prefix { $0 != "/" && $0 != "?" }
    guard !authority.contains("@") else { return false }
    if authority.hasPrefix("[::1]") { return true }
    let host = authority.prefix { $0 != ":" }
    return host == "localhost" || (host.hasPrefix("127.") && host.allSatisfy { $0.isNumber || $0 == "." })
  }

  /// `uri` with these parameters added to its query.
  static func adding(_ parameters: [(String, String)], to uri: String) -> String {
    let text = parameters.map { "\(encode($0.0))=\(encode($0.1))" }.joined(separator: "&")
    return uri + (uri.contains("?") ? "&" : "?") + text
  }

  private static func encode(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
      let character = Character(UnicodeScalar(byte))
      if byte < 0x80, character.isLetter || character.isNumber || "-._~".contains(character) {
        result.append(character)
      } else {
        result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return result
  }
}
