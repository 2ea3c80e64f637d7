/// What one check found (operator spec 8).
public struct CheckResult: Sendable, Equatable {
  public enum Status: String, Sendable {
    case pass = "PASS"
    case fail = "FAIL"
    /// It works, and somebody should know something.
    case warn = "WARN"
    case skip = "SKIP"
  }

  /// Stable, in snake case; a check that is made for each channel carries it behind a colon.
  public var id: String
  public var status: Status
  /// One line.
  public var summary: String
  /// Why it matters that this is so.
  public var why: String?
  /// What was seen.
  public var evidence: [String]
  /// What to do, in this order.
  public var next: [String]
  /// For scripts: what kind of trouble it is; nil when there is none.
  public var code: CheckCode?
  public var duration: Duration

  public init(
    _ id: String, _ status: Status, _ summary: String, why: String? = nil, evidence: [String] = [],
    next: [String] = [], code: CheckCode? = nil, duration: Duration = .zero
  ) {
    self.id = id
    self.status = status
    self.summary = summary
    self.why = why
    self.evidence = evidence
    self.next = next
    self.code = code
    self.duration = duration
  }
}
