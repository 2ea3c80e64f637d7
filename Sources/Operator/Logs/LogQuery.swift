import HTTPServing
import LogPipeline
import NIOHTTP1

/// What the query of a logs route asks for (W-47).
struct LogQuery: Sendable, Equatable {
  static let longestText = 256

  /// The most records; anything but 1 to 5000 is the default (operator spec 11.2).
  var limit = 200
  /// After which number to begin; nil: with the newest.
  var start: UInt64?
  var filter = LogFilter()

  init(_ query: QueryParameters) throws(APIError) {
    if let limit = query["limit"].flatMap({ Int($0) }), (1...5000).contains(limit) { self.limit = limit }
    filter.component = query["component"]
    filter.channel = query["channel"]
    filter.text = query["text"]
    // Looking for a long text in megabytes of the same letter would keep the listener busy for minutes.
    guard query["text"]?.unicodeScalars.count ?? 0 <= Self.longestText else {
      throw APIError(.badRequest, code: "bad_text", "text must be at most \(Self.longestText) characters")
    }
    if let word = query["level"] {
      guard let level = LogLevelName(word: word) else {
        throw APIError(.badRequest, code: "bad_level", "level must be one of debug, info, warn and error")
      }
      filter.level = level
    }
    guard let since = query["since"] else { return }
    if let sequence = UInt64(since) {
      start = sequence
    } else if let moment = RFC3339.nanoseconds(since) {
      start = 0
      filter.since = moment
    } else {
      throw APIError(
        .badRequest, code: "bad_since",
        "since must be the number of a record or a time such as 2026-01-02T03:04:05Z (in a query + is %2B)")
    }
  }
}
