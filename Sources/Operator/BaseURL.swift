import Base64
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
      return "http+unix://\(Base64.url.encoded(path.utf8))"
    }
  }
}
