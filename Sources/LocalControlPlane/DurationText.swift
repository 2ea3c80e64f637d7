/// A duration in the grammar of `response_timeout` (dataplane TO-01): a whole number and one unit.
enum DurationText {
  static func make(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    if attoseconds == 0 { return "\(seconds)s" }
    return "\(seconds * 1000 + attoseconds / 1_000_000_000_000_000)ms"
  }
}
