public import HTTPServing

/// How it stands (operator spec 13.3, 32.7), without a look into `/metrics`.
public struct MetricsSummary: Sendable {
  /// How long commands took.
  public struct Latency: Sendable, Equatable {
    /// How many.
    public var count = 0
    /// In microseconds; meaningless when there were none.
    public var p50 = 0
    public var p90 = 0
    public var p99 = 0

    /// None yet.
    public init() {}
  }

  /// One channel's part.
  public struct Channel: Sendable, Equatable {
    public var name: String
    /// Commands that ended.
    public var ended: Int
    /// Those of them that did not end well.
    public var failed: Int
    /// Of the last minutes.
    public var latency: Latency

    /// A channel.
    public init(name: String, ended: Int, failed: Int, latency: Latency) {
      self.name = name
      self.ended = ended
      self.failed = failed
      self.latency = latency
    }
  }

  /// When this was.
  public var at: Timestamp
  /// When a poll last succeeded.
  public var lastPoll: Timestamp?
  /// How long ago that is.
  public var pollAge: Duration?
  public var pollCycles = 0
  public var pollErrors = 0
  public var queueDepth = 0
  public var queueCapacity = 0
  public var workersActive = 0
  public var workersLimit = 0
  /// Commands that came.
  public var received = 0
  /// Commands that ended.
  public var ended = 0
  /// Commands that ended in the last full minute.
  public var endedLastMinute = 0
  /// Since the start.
  public var latency = Latency()
  /// Of the last five minutes.
  public var recentLatency = Latency()
  /// Since the start, by where to look.
  public var errors: [(source: RequestFailure.Source, count: Int)] = []
  public var residentBytes: Int?
  public var channels: [Channel] = []

  /// Nothing yet.
  public init(at: Timestamp) {
    self.at = at
  }

  var json: [UInt8] {
    var writer = JSONWriter()
    writer.object { object in
      object.member("at", at.rfc3339)
      if let lastPoll { object.member("last_poll_at", lastPoll.rfc3339) }
      if let pollAge { object.member("poll_age_seconds") { $0.value(pollAge / .seconds(1)) } }
      object.member("poll_cycles", pollCycles)
      object.member("poll_errors", pollErrors)
      object.member("queue_depth", queueDepth)
      object.member("queue_capacity", queueCapacity)
      object.member("workers_active", workersActive)
      object.member("workers_limit", workersLimit)
      object.member("commands_total", received)
      object.member("commands_ended", ended)
      object.member("commands_per_second") { $0.value(Double(endedLastMinute) / 60) }
      object.member("latency") { value in
        value.object { latencies in
          latencies.member("last_5m") { Self.write(recentLatency, &$0) }
          latencies.member("since_start") { Self.write(latency, &$0) }
        }
      }
      object.member("errors") { value in
        value.object { object in
          for (source, count) in errors { object.member(source.rawValue, count) }
        }
      }
      if let residentBytes { object.member("rss_bytes", residentBytes) }
      object.member("channels") { $0.array(channels, Self.write) }
    }
    return writer.bytes
  }

  private static func write(_ channel: Channel, _ writer: inout JSONWriter) {
    writer.object { object in
      object.member("name", channel.name)
      object.member("ended", channel.ended)
      object.member("failed", channel.failed)
      object.member("latency_last_5m") { write(channel.latency, &$0) }
    }
  }

  private static func write(_ latency: Latency, _ writer: inout JSONWriter) {
    writer.object { object in
      object.member("count", latency.count)
      guard latency.count > 0 else { return }
      object.member("p50_us", latency.p50)
      object.member("p90_us", latency.p90)
      object.member("p99_us", latency.p99)
    }
  }
}
