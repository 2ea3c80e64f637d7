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
}
