/// One URL at which protected-resource metadata was looked for, and what came of it.
public struct DiscoveryAttempt: Sendable, Equatable {
  /// Why this URL.
  public enum Source: String, Sendable {
    case wwwAuthenticate = "www_authenticate"
    case wellKnownPath = "well_known_path"
    case wellKnownRoot = "well_known_root"
  }

  public var url: String
  public var source: Source
  public var tried = false
  /// Nil when nothing answered.
  public var status: Int?
  /// Why it was not taken, for a person.
  public var error: String?
  public var selected = false
  /// Nothing usable arrived at all: it may be another time.
  var failedToArrive = false
  var timedOut = false

  init(url: String, source: Source) {
    self.url = url
    self.source = source
  }
}
