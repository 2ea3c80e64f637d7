/// The path of a route, cut into segments.
struct RoutePattern: Sendable {
  private enum Segment: Sendable {
    case literal(String)
    case parameter(String)
    /// Whatever comes, be it nothing; only at the end.
    case rest
  }

  private let segments: [Segment]

  init(_ pattern: String) {
    segments = Self.segments(of: pattern).map { segment in
      if segment == "*" { return .rest }
      return segment.hasPrefix(":") ? .parameter(String(segment.dropFirst())) : .literal(String(segment))
    }
  }

  /// It takes what no other pattern does.
  var isCatchAll: Bool {
    if case .rest? = segments.last { true } else { false }
  }

  /// The segment behind those of `prefix`, when all of these are literals and so is it.
  func literal(below prefix: String) -> String? {
    let prefix = Self.segments(of: prefix)
    guard segments.count > prefix.count, case .literal(let found) = segments[prefix.count] else { return nil }
    for (segment, wanted) in zip(segments, prefix) {
      guard case .literal(let literal) = segment, literal == wanted else { return nil }
    }
    return found
  }

  /// A trailing slash is a segment of its own: `/ui/` is not `/ui`.
  static func segments(of path: String) -> [Substring] {
    path.split(separator: "/", omittingEmptySubsequences: false)
  }

  func match(_ path: [Substring]) -> PathParameters? {
    guard isCatchAll ? path.count >= segments.count - 1 : path.count == segments.count else { return nil }
    var parameters = PathParameters()
    if isCatchAll {
      let rest = path.dropFirst(segments.count - 1).joined(separator: "/")
      parameters.pairs.append(.init(name: "*", value: PercentEncoding.decode(rest[...])))
    }
    for (segment, text) in zip(segments, path) {
      switch segment {
      case .literal(let literal):
        guard literal == text else { return nil }
      case .parameter(let name):
        guard !text.isEmpty else { return nil }
        parameters.pairs.append(.init(name: name, value: PercentEncoding.decode(text)))
      case .rest: break
      }
    }
    return parameters
  }
}
