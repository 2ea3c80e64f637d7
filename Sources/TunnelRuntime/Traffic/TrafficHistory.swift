import Operator

/// The last hour in numbers: fixed memory, whatever happened (operator spec W-50). Pure.
struct TrafficHistory: Sendable {
  /// How things stand at the end of a second.
  struct Levels: Sendable, Equatable {
    var queueDepth: Int32 = 0
    var workersActive: Int32 = 0
    /// In milliseconds; negative: no poll has succeeded.
    var pollAge: Int32 = -1
    var residentKiB: Int32 = 0
  }

  private struct Sample: Sendable {
    var levels: Levels
    var errors: ErrorCounts
  }

  private(set) var total = ChannelHistory()
  private(set) var channels: [String: ChannelHistory]
  private(set) var errors = ErrorCounts()
  private var errorsOfSecond = ErrorCounts()
  private var errorsOfTen = ErrorCounts()
  private var seconds = SampleRing<Sample>(capacity: 300)
  private var tens = SampleRing<Sample>(capacity: 360)
  private var nextSecond = 0

  init(channels names: [String]) {
    channels = Dictionary(uniqueKeysWithValues: names.map { ($0, ChannelHistory()) })
  }

  mutating func ended(channel: String, microseconds: Int64, failure: RequestFailure.Source?) {
    total.note(microseconds: microseconds, failed: failure != nil)
    channels[channel]?.note(microseconds: microseconds, failed: failure != nil)
    if let failure { failed(failure) }
  }

  mutating func failed(_ source: RequestFailure.Source) {
    errors.note(source)
    errorsOfSecond.note(source)
    errorsOfTen.note(source)
  }

  /// Closes every second up to the one with this number; a process that was asleep catches up.
  mutating func close(through second: Int, _ levels: Levels) {
    // More than an hour of nothing looks like an hour of nothing.
    nextSecond = max(nextSecond, second - 3600)
    while nextSecond <= second {
      total.close(second: nextSecond)
      for name in channels.keys { channels[name]?.close(second: nextSecond) }
      seconds.append(Sample(levels: levels, errors: errorsOfSecond))
      errorsOfSecond = ErrorCounts()
      if (nextSecond + 1).isMultiple(of: 10) {
        tens.append(Sample(levels: levels, errors: errorsOfTen))
        errorsOfTen = ErrorCounts()
      }
      nextSecond += 1
    }
  }

  /// Whether a second of the clock is one after which a sample of the hour is taken.
  static func endsSampleOfHour(_ second: Int) -> Bool { (second + 1).isMultiple(of: 10) }

  /// Fills in the series; false when there is no such channel.
  func fill(_ history: inout MetricsHistory, channel: String?) -> Bool {
    if let channel {
      guard let own = channels[channel] else { return false }
      history.channel = channel
      history.commands = Self.commands(own.samples(history.window))
      return true
    }
    let samples = total.samples(history.window)
    history.commands = Self.commands(samples)
    history.p50 = samples.map { Int($0.p50) }
    history.p90 = samples.map { Int($0.p90) }
    let levels = history.window == .fiveMinutes ? seconds.ordered : tens.ordered
    history.queueDepth = levels.map { Int($0.levels.queueDepth) }
    history.workersActive = levels.map { Int($0.levels.workersActive) }
    history.pollAge = levels.map { Int($0.levels.pollAge) }
    history.residentKiB = levels.map { Int($0.levels.residentKiB) }
    history.errors = RequestFailure.Source.allCases.map { source in (source, levels.map { $0.errors[source] }) }
    history.channels = channels.keys.sorted().map { name in
      (name, Self.commands(channels[name]?.samples(history.window) ?? []))
    }
    return true
  }

  private static func commands(_ samples: [ChannelHistory.Sample]) -> MetricsHistory.Commands {
    var commands = MetricsHistory.Commands()
    commands.ended = samples.map { Int($0.ended) }
    commands.p99 = samples.map { Int($0.p99) }
    return commands
  }
}
