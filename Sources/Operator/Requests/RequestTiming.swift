/// When a command reached each stage, in microseconds after the poll's answer brought it; negative: not reached.
public struct RequestTiming: Sendable, Equatable {
  /// A worker took it up.
  public var started: Int64 = -1
  /// Its message went to the plugin.
  public var called: Int64 = -1
  /// Its terminal answer was known.
  public var answered: Int64 = -1
  /// The answer was posted, or the command ended without one.
  public var ended: Int64 = -1

  /// Nothing reached yet.
  public init() {}

  /// One stage of the waterfall.
  public struct Stage: Sendable, Equatable {
    /// `queued`, `plugin`, `mcp` or `post`.
    public var name: String
    /// Where it begins, in microseconds.
    public var start: Int64
    /// How long it took, in microseconds.
    public var duration: Int64
  }

  /// The stages without gaps and overlaps: they add up to the total. What a command skipped takes no time.
  public var stages: [Stage] {
    guard ended >= 0 else { return [] }
    let marks = [(started, "queued"), (called, "plugin"), (answered, "mcp"), (ended, "post")]
    var (start, stages) = (Int64(0), [Stage]())
    for (index, (mark, name)) in marks.enumerated() {
      // A stage that was not reached ends where the next one that was does, which then takes none of its time.
      let end = mark >= 0 ? mark : marks[index...].first { $0.0 >= 0 }?.0 ?? ended
      stages.append(Stage(name: name, start: start, duration: max(0, end - start)))
      start = max(start, end)
    }
    return stages
  }
}
