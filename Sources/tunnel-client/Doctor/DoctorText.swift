import Configuration
import Doctor

/// What `doctor` prints for people (operator spec 8.2, 8.3).
struct DoctorText {
  private let report: DoctorReport
  private let explains: Bool
  private let next: String
  private let paint: Paint

  init(_ report: DoctorReport, explains: Bool, next: String, paint: Paint) {
    self.report = report
    self.explains = explains
    self.next = next
    self.paint = paint
  }

  var text: String {
    let width = max(24, report.checks.map(\.id.count).max() ?? 0)
    var text = ""
    for check in report.checks {
      text +=
        "CHECK \(padded(check.id, width)) \(coloured(check.status)) \(oneLine(check.summary))\(time(check.duration))\n"
    }
    text += "\n"
    if report.isOK {
      text += "RESULT ok\nNEXT   \(next)\n"
    } else {
      text += "RESULT fail\nFAILED_CHECKS \(report.failed.joined(separator: ","))\n"
    }
    if explains { text += explanation }
    if !report.isOK, !explains { text += "More: the same command with --explain\n" }
    if !report.isOK { text += "EXIT_CODE 2\n" }
    return text
  }

  private var explanation: String {
    var text = ""
    for check in report.checks where check.status != .pass {
      text += "\nCHECK \(check.id)   \(coloured(check.status))\n  \(oneLine(check.summary))\n"
      if let why = check.why { text += "Why this matters\n  \(why)\n" }
      if !check.evidence.isEmpty {
        text += "Evidence\n" + check.evidence.map { "  - \(oneLine($0))\n" }.joined()
      }
      if !check.next.isEmpty {
        text += "What to do next\n"
        text += check.next.enumerated().map { "  \($0 + 1). \(oneLine($1))\n" }.joined()
      }
    }
    if !report.isOK {
      text += "\nPages that help\n" + WebPages.byCheckName.map { "  \($0.url)\n" }.joined() + "\n"
    }
    return text
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private func oneLine(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  /// Only what took long enough to wonder about.
  private func time(_ duration: Duration) -> String {
    let milliseconds = Int(duration / .milliseconds(1))
    guard milliseconds >= 100 else { return "" }
    let tenths = "\(milliseconds / 1000).\(milliseconds % 1000 / 100) s"
    return " (\(tenths))"
  }

  private func coloured(_ status: CheckResult.Status) -> String {
    switch status {
    case .pass: paint.good(status.rawValue)
    case .warn: paint.warning(status.rawValue)
    case .fail: paint.bad(status.rawValue)
    case .skip: paint.faint(status.rawValue)
    }
  }
}
