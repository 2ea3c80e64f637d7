/// When a log file makes way for a new one.
public struct LogRotation: Sendable, Equatable {
  /// The largest size in bytes; nil: it grows for ever.
  public var maxBytes: Int?
  /// How many older files are kept.
  public var maxFiles: Int

  public static let never = LogRotation(maxBytes: nil, maxFiles: 0)

  /// A rule.
  public init(maxBytes: Int?, maxFiles: Int) {
    self.maxBytes = maxBytes
    self.maxFiles = maxFiles
  }
}
