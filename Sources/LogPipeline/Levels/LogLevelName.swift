public import Logging

/// The four levels that operators know (operator spec 12.1.1), from the most talkative.
public enum LogLevelName: String, Sendable, CaseIterable, Comparable {
  case debug, info, warn, error

  /// What a record of swift-log's level is shown as.
  public init(_ level: Logger.Level) {
    self =
      switch level {
      case .trace, .debug: .debug
      case .info, .notice: .info
      case .warning: .warn
      case .error, .critical: .error
      }
  }

  /// Trimmed, in any case; nil for any other word.
  public init?(word: String) {
    let trimmed = word.split(whereSeparator: \.isWhitespace)
    guard trimmed.count == 1, let name = Self(rawValue: trimmed[0].lowercased()) else { return nil }
    self = name
  }

  /// The threshold of this name.
  public var threshold: Logger.Level {
    switch self {
    case .debug: .debug
    case .info: .info
    case .warn: .warning
    case .error: .error
    }
  }

  /// As records carry it: `WARN`.
  var capitals: String { rawValue.uppercased() }

  /// By how much they let through.
  public static func < (first: Self, second: Self) -> Bool { first.threshold < second.threshold }
}
