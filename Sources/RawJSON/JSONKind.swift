/// What a JSON value is, told by its first byte.
public enum JSONKind: Sendable, Hashable {
  case object
  case array
  case string
  case number
  case `true`
  case `false`
  case null
}
