package import CurlHTTP
package import Logging

/// What a child says, its standard error as a rule, in the operator's log: line by line, and not more lines than anybody
/// reads.
///
/// What is over the budget is still read, and counted: a child that is not read would stand still (need 1).
@NetworkLoop
package final class ErrorLog {
  private let logger: Logger
  private let stream: String
  private let heading: String?
  private var lines: LineCollector
  private var budget = LineBudget(at: .now)
  private var report: LoopTimer?
  /// What was logged last, as text that can be shown.
  private(set) var lastLine = ""

  /// So often is told how much was left out.
  private static let reportInterval = Duration.seconds(1)

  /// `heading`: the message of every record, the line being a fact of it; nil: the line is the message.
  package init(
    _ logger: Logger, stream: String = "stderr", heading: String? = nil, longestLine: Int = LineCollector.usual
  ) {
    self.logger = logger
    self.stream = stream
    self.heading = heading
    lines = LineCollector(longest: longestLine)
  }

  package func append(_ data: UnsafeRawBufferPointer) {
    let now = ContinuousClock.now
    budget.refill(at: now)
    var rest = data[...]
    while !rest.isEmpty {
      guard !budget.isSpent else {
        budget.suppress(lines.skip(&rest))
        // The beginning of a line whose end is still to come.
        while lines.next(&rest) != nil { budget.suppress(1) }
        break
      }
      guard let line = lines.next(&rest) else { break }
      if budget.take(at: now) { write(line) }
    }
    reportSoon()
  }

  /// The child is gone.
  package func end() {
    if let rest = lines.flush(), budget.take(at: .now) { write(rest) }
    report?.cancel()
    reportSuppressed()
  }

  private func write(_ line: [UInt8]) {
    let text = LogText.printable(line)
    lastLine = text
    var facts: Logger.Metadata = ["stream": "\(stream)"]
    if line.count == lines.longest { facts["cut_at_bytes"] = "\(lines.longest)" }
    guard let heading else { return logger.info("\(text)", metadata: facts) }
    facts["message"] = "\(text)"
    logger.info("\(heading)", metadata: facts)
  }

  private func reportSoon() {
    guard budget.suppressed > 0, report == nil else { return }
    report = NetworkLoop.schedule(after: Self.reportInterval) { [weak self] in self?.reportSuppressed() }
  }

  private func reportSuppressed() {
    report = nil
    let count = budget.takeSuppressed()
    guard count > 0 else { return }
    logger.warning(
      "\(count) lines of the \(heading ?? "server's standard error") were not logged: at most \(LineBudget.perSecond) a second are",
      metadata: ["stream": "\(stream)"])
  }
}
