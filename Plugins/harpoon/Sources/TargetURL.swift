/// The address of a target, or what a server says could be one: taken apart, with the spelling kept.
///
/// Scheme and host compare without regard to case; path, query and port count as written (dataplane spec HA-09).
struct TargetURL: Equatable {
  /// As it was written.
  let text: String
  /// "https"
  let scheme: String
  /// As written, percent-encoded; nil without one.
  let userInfo: String?
  /// In lower case; an IPv6 address keeps its brackets.
  let host: String
  /// As written: ":8443", or empty.
  let port: String
  /// As written; may be empty.
  let path: String
  /// As written, from its "?" on; or empty.
  let query: String
  /// As written, from its "#" on; or empty.
  let fragment: String

  /// Nil when it is not an absolute http or https URL.
  init?(_ text: some StringProtocol) {
    let utf8 = text.utf8
    guard !utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "\\") }),
      let colon = utf8.firstIndex(of: UInt8(ascii: ":")), text[colon...].hasPrefix("://")
    else { return nil }
    scheme = text[..<colon].lowercased()
    guard scheme == "http" || scheme == "https" else { return nil }
    let rest = text[utf8.index(colon, offsetBy: 3)...]
    let authority = rest.prefix { !"/?#".contains($0) }
    let at = authority.lastIndex(of: "@")
    userInfo = at.map { String(authority[..<$0]) }
    let server = at.map { authority[authority.index(after: $0)...] } ?? authority[...]
    let colonOfPort = server.lastIndex(of: "]").map { server[$0...].firstIndex(of: ":") } ?? server.lastIndex(of: ":")
    host = (colonOfPort.map { server[..<$0] } ?? server[...]).lowercased()
    port = colonOfPort.map { String(server[$0...]) } ?? ""
    guard !host.isEmpty, host.hasPrefix("[") == host.hasSuffix("]"), host.hasPrefix("[") || !host.contains(":"),
      port.dropFirst().utf8.allSatisfy({ (0x30...0x39).contains($0) }), port.utf8.count <= 6
    else { return nil }
    let tail = rest[authority.endIndex...]
    let hash = tail.firstIndex(of: "#") ?? tail.endIndex
    let mark = tail[..<hash].firstIndex(of: "?") ?? hash
    path = String(tail[..<mark])
    query = String(tail[mark..<hash])
    fragment = String(tail[hash...])
    self.text = String(text)
  }

  /// What has to be equal for two URLs to be the same.
  var key: String {
    scheme + "://" + (userInfo.map { $0 + "@" } ?? "") + host + port + path + query + fragment
  }

  /// What is requested: user information travels as a header, a fragment not at all.
  var request: String { origin + (path.isEmpty ? "/" : path) + query }

  /// Scheme, host and port as written.
  var origin: String { scheme + "://" + host + port }

  /// For people and logs: without user information, and without the values of the query (operator spec W-39).
  var redacted: String {
    origin + path + (query.isEmpty ? "" : "?…")
  }

  /// The host with the port that counts.
  var server: String { host + (port.count > 1 ? port : scheme == "https" ? ":443" : ":80") }

  /// Scheme, host and effective port, where a dot at the end of the host makes no difference (dataplane HB-02).
  var comparableOrigin: String {
    let host = host.hasSuffix(".") ? String(host.dropLast()) : host
    return "\(scheme)://\(host)\(port.count > 1 ? port : scheme == "https" ? ":443" : ":80")"
  }

  /// Whether `Authorization` may travel on from one to the other.
  func isSameOrigin(as other: TargetURL) -> Bool {
    scheme == other.scheme && server == other.server
  }

  /// Whether a segment of the path is "." or "..", also percent-encoded.
  var hasDotSegment: Bool {
    path.split(separator: "/").contains { segment in
      let plain = segment.lowercased().replacing("%2e", with: ".")
      return plain == "." || plain == ".."
    }
  }
}
