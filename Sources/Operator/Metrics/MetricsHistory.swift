public import HTTPServing

/// Samples of the recent past, each series as long as the others, the oldest first (operator spec W-50).
public struct MetricsHistory: Sendable, Equatable {
  /// How far back, and how fine.
  public enum Window: String, Sendable, CaseIterable {
    /// Seconds.
    case fiveMinutes = "5m"
    /// Tens of seconds.
    case hour = "1h"

    /// In seconds.
    public var step: Int { self == .fiveMinutes ? 1 : 10 }
  }

  /// What is known of everything and of each channel.
  public struct Commands: Sendable, Equatable {
    /// How many ended in each sample.
    public var ended: [Int] = []
    /// In microseconds; negative: none ended.
    public var p99: [Int] = []

    /// No samples.
    public init() {}
  }

  /// How far back.
  public var window: Window
  /// When the last sample ended.
  public var end: Timestamp
  /// Of all channels, or of the one that was asked for.
  public var commands = Commands()
  /// The channel that was asked for; the series below are then empty.
  public var channel: String?
  /// In microseconds; negative: none ended.
  public var p50: [Int] = []
  /// In microseconds; negative: none ended.
  public var p90: [Int] = []
  /// Commands that waited for a worker at the end of each sample.
  public var queueDepth: [Int] = []
  /// Commands at work at the end of each sample.
  public var workersActive: [Int] = []
  /// Since the last successful poll, in milliseconds; negative: there was none.
  public var pollAge: [Int] = []
  /// Resident memory in KiB.
  public var residentKiB: [Int] = []
  /// Errors in each sample, by where to look.
  public var errors: [(source: RequestFailure.Source, counts: [Int])] = []
  /// Each channel's own.
  public var channels: [(name: String, commands: Commands)] = []

  /// No samples.
  public init(window: Window, end: Timestamp) {
    self.window = window
    self.end = end
  }

  /// Same samples.
  public static func == (lhs: Self, rhs: Self) -> Bool { lhs.json == rhs.json }
}
