import Configuration

/// Whether polls of the control plane still succeed, from the client's metrics (operator spec 9.5, W-29).
enum PollFreshness {
  static let metric = "commands_poll_last_successful_timestamp_seconds"
  /// Twice the deadline of a poll under the default settings, 30 s and 5 s; for a client that does not tell its own.
  static let assumedAge = Duration.seconds(70)

  /// `now`: seconds since 1970, on the same clock as the client's.
  static func judge(metrics: String, now: Double, maxAge: Duration) -> HealthReport.Poll {
    var poll = HealthReport.Poll()
    guard let value = lastSuccess(in: metrics) else {
      poll.error = "there is no \(metric)"
      return poll
    }
    poll.value = value
    let limit = Double(maxAge.components.seconds) + Double(maxAge.components.attoseconds) / 1e18
    // The metric may be in whole seconds: one of them may be gone already.
    let age = max(0, now - value)
    if value <= 0 {
      poll.error = "no poll has succeeded yet"
    } else if age > limit + 1 {
      poll.error = "the last successful poll is \(Int(age)) s old, and may be \(maxAge) (--max-poll-age)"
    } else {
      poll.ok = true
    }
    return poll
  }

  /// Twice as long as the client waits for a poll; `timeout` and `guardrail` as `/api/status` writes them.
  static func maxAge(timeout: String?, guardrail: String?) -> Duration {
    guard let timeout = timeout.flatMap(DurationText.parse), timeout > .zero else { return assumedAge }
    return (timeout + (guardrail.flatMap(DurationText.parse) ?? .seconds(5))) * 2
  }

  /// The latest of all pollers, by the Prometheus text format: `name{labels} value [time]`.
  private static func lastSuccess(in metrics: String) -> Double? {
    let values = metrics.split(separator: "\n").compactMap { line -> Double? in
      guard line.hasPrefix(metric) else { return nil }
      var rest = line.dropFirst(metric.count)
      if rest.first == "{" {
        guard let end = rest.lastIndex(of: "}") else { return nil }
        rest = rest[rest.index(after: end)...]
      }
      guard rest.first == " " else { return nil }
      return rest.split(separator: " ").first.flatMap { Double($0) }
    }
    return values.max()
  }
}
