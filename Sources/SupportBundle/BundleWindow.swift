public import HTTPServing

/// Which part of the log a bundle holds (operator spec 11.2, 12.5, A-108).
public struct BundleWindow: Sendable, Equatable {
  /// 1 to 1440.
  public let minutes: Int
  /// The moment of the export.
  public let end: Timestamp

  /// Takes what `minutes=` says: nothing, or what is no positive number, means 30; more than a day means a day.
  public init(minutes text: String?, end: Timestamp = .now) {
    let number = text.flatMap { Int($0) } ?? 0
    minutes = number > 0 ? min(number, 1440) : 30
    self.end = end
  }

  var start: Timestamp { Timestamp(seconds: end.seconds - Int64(minutes) * 60, nanoseconds: end.nanoseconds) }

  /// As other programs of this kind write a duration: `1h30m0s`.
  var text: String { minutes < 60 ? "\(minutes)m0s" : "\(minutes / 60)h\(minutes % 60)m0s" }

  /// `tunnel-client-logs-20260102T030405Z.tar.gz`
  public var fileName: String {
    let moment = end.rfc3339.prefix { $0 != "." }.filter { $0 != "-" && $0 != ":" }
    return "tunnel-client-logs-\(moment)Z.tar.gz"
  }
}
