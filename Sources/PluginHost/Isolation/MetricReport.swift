/// What a plugin's process says of one of its series.
struct MetricReport: Sendable, Equatable {
  enum Change: Sendable, Equatable {
    /// A new one, of this plugin.
    case defined(plugin: String, MetricDefinition)
    /// So much more.
    case counted(UInt64)
    /// The value from now on.
    case set(Double)
    /// So many more in each range, and so much more in all.
    case observed([UInt64], sum: Double)
  }

  /// From 0, in the order in which they were defined.
  var number: UInt32
  var change: Change
}
