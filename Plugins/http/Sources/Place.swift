internal import TunnelPluginKit

/// Where a server is: a URL, and the same one with or without the slash at its path's end. Frameworks send callers from
/// one to the other with a redirect, and to both belongs what belongs to the server (dataplane spec HD-05).
struct Place {
  private(set) var url: StableText
  private var other: StableText

  init(_ url: String) {
    self.url = StableText(url)
    other = StableText(Self.turned(url))
  }

  /// Whether that is where the other spelling leads; absolute, or from the path on.
  func isOther(_ location: String) -> Bool {
    let other = other.text.string
    return location == other || location == Self.fromPath(other)
  }

  mutating func swap() {
    (url, other) = (other, url)
  }

  /// An address for people: without user information and query; nil: nothing of it can be shown.
  static func shown(_ location: String) -> String? {
    let end = location.firstIndex { $0 == "?" || $0 == "#" } ?? location.endIndex
    return location[..<end].contains("@") || end == location.startIndex ? nil : String(location[..<end])
  }

  private static func turned(_ url: String) -> String {
    let end = url.firstIndex { $0 == "?" || $0 == "#" } ?? url.endIndex
    let path = url[..<end]
    return (path.hasSuffix("/") ? String(path.dropLast()) : path + "/") + url[end...]
  }

  private static func fromPath(_ url: String) -> Substring {
    let afterScheme = url.firstIndex(of: "/").map { url[$0...].drop { $0 == "/" } } ?? url[...]
    return afterScheme.firstIndex(of: "/").map { afterScheme[$0...] } ?? "/"
  }
}
