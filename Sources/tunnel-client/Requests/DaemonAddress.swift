/// Where a running client answers.
struct DaemonAddress {
  /// Without a slash at its end.
  let baseURL: String
  /// A path: connect there; the URL's host means nothing then.
  let unixSocket: String?

  /// Takes what a person or a URL file says: space around it, `/healthz` and `/readyz` behind it do not count, and
  /// `http+unix://` carries a socket's path in base64url (operator spec 9.2).
  init(_ text: String, source: String) throws(Failure) {
    var url = text.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
    for suffix in ["/healthz", "/readyz", "/"] {
      while url.hasSuffix(suffix) { url.removeLast(suffix.count) }
    }
    let unix = "http+unix://"
    if url.hasPrefix(unix) {
      guard let path = Self.decode(url.dropFirst(unix.count)), path.hasPrefix("/") else {
        throw Failure("\(source): no base64url of a socket's path behind http+unix://; copy it from the URL file")
      }
      (baseURL, unixSocket) = ("http://localhost", path)
    } else {
      guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
        throw Failure("\(source): no http:// URL; for example http://127.0.0.1:8080")
      }
      (baseURL, unixSocket) = (url, nil)
    }
  }

  /// RFC 4648 §5 without padding.
  private static func decode(_ text: some StringProtocol) -> String? {
    var (bits, count) = (0, 0)
    var output: [UInt8] = []
    for byte in text.utf8 {
      let value: Int
      switch byte {
      case 65...90: value = Int(byte) - 65
      case 97...122: value = Int(byte) - 71
      case 48...57: value = Int(byte) + 4
      case UInt8(ascii: "-"): value = 62
      case UInt8(ascii: "_"): value = 63
      default: return nil
      }
      (bits, count) = (bits << 6 | value, count + 6)
      if count >= 8 {
        count -= 8
        output.append(UInt8(bits >> count & 0xff))
        bits &= (1 << count) - 1
      }
    }
    return String(validating: output, as: UTF8.self)
  }
}
