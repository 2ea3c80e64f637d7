/// Puts labels in the place of the targets' URLs that a header holds (dataplane spec HC-06).
enum LinkRewriting {
  static func rewrite(_ value: String, _ registry: TargetRegistry) -> String {
    // A whole value may hold characters that end a URL within a list.
    if let reference = registry.reference(to: value) { return reference }
    var result = ""
    var rest = value[...]
    while let start = nextURL(in: rest) {
      result += rest[..<start]
      let run = rest[start...].prefix { !" \t<>\"".contains($0) }
      if let (url, reference) = longest(run, registry) {
        result += reference
        rest = rest[url.endIndex...]
      } else {
        result += run
        rest = rest[run.endIndex...]
      }
    }
    return result + rest
  }

  private static func nextURL(in text: Substring) -> Substring.Index? {
    var rest = text
    while let start = rest.firstIndex(where: { $0 == "h" || $0 == "H" }) {
      let lower = rest[start...].prefix(8).lowercased()
      if lower.hasPrefix("http://") || lower == "https://" { return start }
      rest = rest[rest.index(after: start)...]
    }
    return nil
  }

  /// The longest beginning of `run` that is a target and ends where a list may go on.
  private static func longest(_ run: Substring, _ registry: TargetRegistry) -> (Substring, String)? {
    var candidate = run
    while !candidate.isEmpty {
      if let reference = registry.reference(to: candidate) { return (candidate, reference) }
      guard let cut = candidate.lastIndex(where: { $0 == "," || $0 == ";" }) else { return nil }
      candidate = candidate[..<cut]
    }
    return nil
  }
}
