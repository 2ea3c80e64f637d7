/// The path of a route, cut into segments.
struct RoutePattern: Sendable {
  private enum Segment: Sendable {
    case literal(String)
    case parameter(String)
  }

  private let segments: [Segment]

  init(_ pattern: String) {
    segments = Self.segments(of: pattern).map { segment in
      segment.hasPrefix(":") ? .parameter(String(segment.dropFirst())) : .literal(String(segment))
    }
  }

  /// A trailing slash is a segment of its own: `/ui/` is not `/ui`.
  static func segments(of path: String) -> [Substring] {
    path.split(separator: "/", omittingEmptySubsequences: false)
  }

  func match(_ path: [Substring]) -> PathParameters? {
    guard path.count == segments.count else { return nil }
    var parameters = PathParameters()
    for (segment, text) in zip(segments, path) {
      switch segment {
      case .literal(let literal):
        guard literal == text else { return nil }
      case .parameter(let name):
        guard !text.isEmpty else { return nil }
        parameters.pairs.append(.init(name: name, value: PercentEncoding.decode(text)))
      }
    }
    return parameters
  }
}
