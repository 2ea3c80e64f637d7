/// All that `doctor` found.
public struct DoctorReport: Sendable, Equatable {
  public var checks: [CheckResult]

  public init(_ checks: [CheckResult] = []) {
    self.checks = checks
  }

  /// The same with what may hold a secret passed through `redact`. Not the whole document: `code` is a word of ours, and
  /// would look like one of OAuth's.
  public func redacted(_ redact: (String) -> String) -> DoctorReport {
    DoctorReport(
      checks.map { check in
        var check = check
        check.summary = redact(check.summary)
        check.evidence = check.evidence.map(redact)
        check.next = check.next.map(redact)
        return check
      })
  }

  public var isOK: Bool { failed.isEmpty }

  public var failed: [String] { checks.filter { $0.status == .fail }.map(\.id) }
}
