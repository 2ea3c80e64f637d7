import HTTPServing

/// What the service has said of the tunnel, and when to ask again (W-40). Pure; ``MetadataRefresh`` feeds it.
struct MetadataRecord: Sendable, Equatable {
  struct Known: Sendable, Equatable {
    var name: String
    var description: String
    var asOf: Timestamp
  }

  /// So long an answer is good.
  static let steady = Duration.seconds(300)
  /// So long after the first failure; then twice as long each time.
  static let first = Duration.seconds(10)

  /// The last answer: what comes later and fails does not undo it.
  private(set) var known: Known?
  /// Why the last question failed; nil: it did not.
  private(set) var error: String?
  private var wait = first

  /// Returns whether this is news.
  mutating func answered(name: String, description: String, at time: Timestamp) -> Bool {
    let isNews = known?.name != name || known?.description != description
    known = Known(name: name, description: description, asOf: time)
    (error, wait) = (nil, Self.first)
    return isNews
  }

  /// Returns whether this is news.
  mutating func failed(_ reason: String) -> Bool {
    defer { error = reason }
    return error == nil
  }

  /// The time until the next question.
  mutating func next() -> Duration {
    guard error != nil else { return Self.steady }
    defer { wait = min(wait * 2, Self.steady) }
    return wait
  }
}
