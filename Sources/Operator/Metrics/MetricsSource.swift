/// What the operator server asks about the last hour.
public protocol MetricsSource: Sendable {
  /// The samples of a window; of one channel only, when it is named. Nil: there is no such channel.
  func history(_ window: MetricsHistory.Window, channel: String?) async -> MetricsHistory?
  /// How it stands at this moment.
  func summary() async -> MetricsSummary
}
