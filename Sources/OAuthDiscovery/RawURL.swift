/// An http URL cut into its parts as they are written: nothing is decoded or encoded on the way (dataplane W-46).
struct RawURL: Sendable, Equatable {
  /// `http` or `https`.
  let scheme: String
  /// Name and password; nil when there are none.
  let userInfo: String?
  /// Host, and port if it is written.
  let authority: String
  /// With its escapes; empty when there is none. Query and fragment are left out.
  let path: String

  /// Nil when the text is not an absolute http or https URL.
  init?(_ text: String) {
    guard let start = text.firstRange(of: "://") else { return nil }
    scheme = text[..<start.lowerBound].lowercased()
    guard scheme == "http" || scheme == "https" else { return nil }
    let rest = text[start.upperBound...]
    let whole = rest.prefix { !"/?#".contains($0) }
    if let at = whole.lastIndex(of: "@") {
      userInfo = String(whole[..<at])
      authority = String(whole[whole.index(after: at)...])
    } else {
      userInfo = nil
      authority = String(whole)
    }
    guard !authority.isEmpty, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
    path = String(rest[whole.endIndex...].prefix { $0 != "?" && $0 != "#" })
  }

  /// Without user name and password: fit to be shown.
  var origin: String { "\(scheme)://\(authority)" }

  /// The path without the slash at its end.
  var trimmedPath: String { path.hasSuffix("/") ? String(path.dropLast()) : path }
}
