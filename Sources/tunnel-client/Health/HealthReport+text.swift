extension HealthReport {
  /// Lines for people (operator spec 9.6).
  func text(_ paint: Paint) -> String {
    var lines = ["Locator: \(locator.text)"]
    if let error = locator.error { lines.append("Locator error: \(error)") }
    if let baseURL { lines.append("Base URL: \(baseURL)") }
    if let uiURL { lines.append("UI URL: \(uiURL)") }
    lines.append("Healthz: \(healthz.text(paint))")
    lines.append("Readyz: \(readyz.text(paint))")
    if let controlPlanePoll { lines.append("Control-plane poll: \(controlPlanePoll.text(paint))") }
    if let process { lines.append("Process: \(process.text(paint))") }
    lines.append("Result: " + (isOK ? paint.good("OK") : paint.bad("FAIL")))
    return lines.joined(separator: "\n") + "\n"
  }

  /// What is not as it should be, for a line that is shown while waiting.
  var complaint: String {
    if let file = locator.urlFile, baseURL == nil { return "the client to write \(file)" }
    if let error = locator.error { return error }
    if !healthz.ok { return "\(baseURL ?? "the client") to answer (\(healthz.error ?? "HTTP \(healthz.status ?? 0)"))" }
    if !readyz.ok {
      return "the client to be ready (\(readyz.error ?? HealthReport.line(readyz.body ?? "no reason given")))"
    }
    if let poll = controlPlanePoll, !poll.ok { return "a poll of the control plane (\(poll.error ?? ""))" }
    return process?.error ?? "the client"
  }

  fileprivate static func line(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}

extension HealthReport.Locator {
  fileprivate var text: String {
    if let port { return "port=\(port)" }
    return urlFile.map { "url_file=\($0)" } ?? "url=\(url ?? "")"
  }
}

extension HealthReport.Probe {
  fileprivate func text(_ paint: Paint) -> String {
    var parts = [ok ? paint.good("PASS") : paint.bad("FAIL")]
    if let url { parts.append(url) }
    if let status { parts.append("HTTP \(status)") }
    if let said = error ?? body { parts.append(HealthReport.line(said)) }
    return parts.joined(separator: " | ")
  }
}

extension HealthReport.Poll {
  fileprivate func text(_ paint: Paint) -> String {
    var parts = [ok ? paint.good("PASS") : paint.bad("FAIL")]
    if let url { parts.append(url) }
    if let value { parts.append("last_success_unix_seconds=\(Int(value))") }
    if let error { parts.append(error) }
    return parts.joined(separator: " | ")
  }
}

extension HealthReport.Process {
  fileprivate func text(_ paint: Paint) -> String {
    var parts = [running ? paint.good("PASS") : paint.bad("FAIL")]
    if let pid { parts.append("pid=\(pid)") }
    if let pidFile { parts.append("pid_file=\(pidFile)") }
    if let error { parts.append(error) }
    return parts.joined(separator: " | ")
  }
}
