import HTTPServing

/// The URL under which others reach the operator server (dataplane HE-05).
enum BaseURL {
  static func make(of address: ListenAddress) -> String {
    switch address {
    case .tcp(let host, let port):
      // Nobody can connect to "any address".
      let isUnspecified = ["", "0.0.0.0", "::", "[::]"].contains(host)
      return "http://\(ListenAddress.tcp(host: isUnspecified ? "localhost" : host, port: port))"
    case .unixSocket(let path):
      return "http+unix://\(base64URL(path))"
    }
  }

  /// RFC 4648 §5 without padding.
  private static func base64URL(_ text: String) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    var output: [UInt8] = []
    var (bits, count) = (0, 0)
    for byte in text.utf8 {
      (bits, count) = (bits << 8 | Int(byte), count + 8)
      while count >= 6 {
        count -= 6
        output.append(alphabet[bits >> count & 63])
      }
      bits &= 63
    }
    if count > 0 { output.append(alphabet[bits << (6 - count) & 63]) }
    return String(decoding: output, as: UTF8.self)
  }
}
