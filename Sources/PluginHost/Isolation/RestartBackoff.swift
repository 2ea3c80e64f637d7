/// How long to wait before a plugin's process is started again. Pure.
struct RestartBackoff: Sendable {
  static let first = Duration.milliseconds(200)
  static let longest = Duration.seconds(30)
  /// A process that served for so long has made good.
  static let probation = Duration.seconds(60)

  private var wait = first

  /// The wait before the next start.
  ///
  /// - Parameter served: For how long the process that ended had served; nil: it never did.
  /// - Returns: A time between ``first`` and ``longest``.
  mutating func next(afterServing served: Duration?) -> Duration {
    if let served, served >= Self.probation { wait = Self.first }
    defer { wait = min(wait * 2, Self.longest) }
    return wait
  }
}

extension Duration {
  /// `200 ms`, `2 s`: short, for a person.
  var words: String {
    let (seconds, attoseconds) = components
    let milliseconds = attoseconds / 1_000_000_000_000_000
    if seconds == 0 { return "\(milliseconds) ms" }
    let tenths = milliseconds / 100
    return tenths == 0 ? "\(seconds) s" : "\(seconds).\(tenths) s"
  }
}
