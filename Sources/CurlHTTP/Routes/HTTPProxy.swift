/// A proxy and who asked for it.
public struct HTTPProxy: Sendable, Equatable, CustomStringConvertible {
  /// With user name and password, if it has them: for libcurl only.
  public let url: String
  /// The flag or the environment variable.
  public let source: String

  public init(url: String, source: String) {
    self.url = url
    self.source = source
  }

  /// The URL without user name and password.
  public var description: String {
    let start = url.firstRange(of: "://")?.upperBound ?? url.startIndex
    let authority = url[start...].prefix { !"/?#".contains($0) }
    let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
    return String(url[..<start] + host)
  }

  /// As written; libcurl takes 1080 for none, or 443 with https.
  var port: String? {
    let authority = description[(description.firstRange(of: "://")?.upperBound ?? description.startIndex)...]
    guard let colon = authority.lastIndex(of: ":"), !authority[colon...].contains("]") else {
      return url.lowercased().hasPrefix("https://") ? "443" : "1080"
    }
    return String(authority[authority.index(after: colon)...])
  }
}
