import Base64

/// Where a running client answers, from any of the ways in which its base URL is written (operator spec 9.2).
struct DaemonAddress: Equatable {
  /// As people and scripts see it, without a slash at the end.
  let baseURL: String
  /// What requests go to.
  let requestURL: String
  /// Connected to instead of the URL's host.
  let unixSocket: String?

  /// Why a text is no address.
  struct Objection: Error, CustomStringConvertible {
    let description: String
  }

  /// Tolerates space around it and the path of a probe behind it.
  init(_ text: String) throws(Objection) {
    var text = Self.trimmed(text)
    func dropSlashes() { while text.hasSuffix("/"), !text.hasSuffix("//") { text.removeLast() } }
    dropSlashes()
    for path in ["/healthz", "/readyz"] where text.hasSuffix(path) { text.removeLast(path.count) }
    dropSlashes()
    let parts = text.split(separator: "://", maxSplits: 1).map(String.init)
    guard parts.count == 2, !parts[1].isEmpty else {
      throw Objection(description: "\"\(text)\" is not a URL; write http://127.0.0.1:8080")
    }
    // Userinfo would end in a process list and in our output, and no client of ours asks for it.
    guard !parts[1].prefix(while: { $0 != "/" }).contains("@") else {
      throw Objection(description: "a URL with a user name or a password in it; leave both out")
    }
    baseURL = text
    switch parts[0].lowercased() {
    case "http", "https":
      requestURL = text
      unixSocket = nil
    case "http+unix":
      guard let bytes = Base64.url.decoded(parts[1]), let path = String(validating: bytes, as: UTF8.self),
        path.hasPrefix("/"), !path.contains("\0")
      else {
        throw Objection(
          description: "\"\(text)\" names no socket; behind http+unix:// comes its absolute path in base64url")
      }
      requestURL = "http://localhost"
      unixSocket = path
    default:
      throw Objection(description: "\"\(text)\" is neither http, https nor http+unix")
    }
  }

  private static func trimmed(_ text: String) -> String {
    let start = text.drop { $0.isWhitespace }
    guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(start[...end])
  }
}
