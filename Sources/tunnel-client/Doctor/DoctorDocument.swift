import Configuration
import Doctor

/// What `doctor --json` prints (operator spec 8.4, 31.1).
struct DoctorDocument: Encodable {
  struct Check: Encodable {
    let id: String
    let status: String
    let severity: String
    let summary: String
    let why: String?
    let evidence: [String]?
    let next: [String]?
    let code: String?
    let durationMs: Double
  }

  let result: String
  let failedChecks: [String]?
  let next: String?
  let checks: [Check]
  let links: [String: String]

  init(_ report: DoctorReport, next: String) {
    result = report.isOK ? "ok" : "fail"
    failedChecks = report.isOK ? nil : report.failed
    self.next = report.isOK ? next : nil
    checks = report.checks.map { check in
      Check(
        id: check.id, status: check.status.rawValue, severity: check.status.severity, summary: check.summary,
        why: check.why, evidence: check.evidence.isEmpty ? nil : check.evidence,
        next: check.next.isEmpty ? nil : check.next, code: check.code?.rawValue,
        durationMs: (check.duration / .milliseconds(1) * 10).rounded() / 10)
    }
    links = Dictionary(uniqueKeysWithValues: WebPages.byCheckName.map { ($0.id, $0.url) })
  }
}

extension CheckResult.Status {
  var severity: String {
    switch self {
    case .pass, .skip: "info"
    case .warn: "warning"
    case .fail: "error"
    }
  }
}
