/// How a part of the tunnel is doing.
public enum ComponentState: String, Sendable, Hashable, Encodable {
  /// Not known yet.
  case starting
  /// It works.
  case up
  /// It works in part, or did until a moment ago.
  case degraded
  /// It does not work.
  case down
  /// It is not meant to work.
  case stopped
}
