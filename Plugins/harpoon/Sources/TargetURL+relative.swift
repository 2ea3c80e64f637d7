extension TargetURL {
  /// What a `Location` means that this URL answered with (RFC 3986 §5.2); nil when it is no http or https URL. A fragment
  /// is left away: it is never requested.
  func resolving(_ location: some StringProtocol) -> TargetURL? {
    let reference = location.prefix { $0 != "#" }
    if let absolute = TargetURL(reference) { return absolute }
    if reference.hasPrefix("//") { return TargetURL(scheme + ":" + reference) }
    // Another scheme.
    if let colon = reference.firstIndex(of: ":"), !reference[..<colon].contains(where: { "/?".contains($0) }) {
      return nil
    }
    let mark = reference.firstIndex(of: "?") ?? reference.endIndex
    let (newPath, newQuery) = (reference[..<mark], reference[mark...])
    if newPath.isEmpty { return TargetURL(origin + path + (newQuery.isEmpty ? query : String(newQuery))) }
    let merged =
      newPath.hasPrefix("/")
      ? String(newPath) : String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]) + "/" + newPath
    return TargetURL(origin + Self.withoutDotSegments(merged) + newQuery)
  }

  /// RFC 3986 §5.2.4, of an absolute path.
  private static func withoutDotSegments(_ path: String) -> String {
    var kept: [Substring] = []
    let segments = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
    for (index, segment) in segments.enumerated() {
      let isLast = index == segments.count - 1
      switch segment {
      case ".":
        if isLast { kept.append("") }
      case "..":
        if !kept.isEmpty { kept.removeLast() }
        if isLast { kept.append("") }
      default:
        kept.append(segment)
      }
    }
    return "/" + kept.joined(separator: "/")
  }
}
