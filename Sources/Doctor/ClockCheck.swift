import CurlHTTP
import Glibc

/// Whether this machine's clock agrees with the control plane's: tokens and certificates live by it (operator spec W-25).
enum ClockCheck {
  static let id = "clock"
  /// In seconds. The header has whole seconds, and the answer took its time.
  static let tolerance = 60

  /// - Parameters:
  ///   - date: The `Date` of an answer that has just come.
  ///   - now: Seconds since 1970.
  /// - Returns: nil when there is no date to compare.
  static func run(date: String?, now: Int = time(nil)) -> CheckResult? {
    guard let date, let there = HTTPDate.parse(date) else { return nil }
    let ahead = now - there
    guard abs(ahead) > tolerance else {
      return CheckResult(id, .pass, "this machine's clock agrees with the control plane's")
    }
    return CheckResult(
      id, .warn, "this machine's clock is \(abs(ahead)) s \(ahead > 0 ? "ahead of" : "behind") the control plane's",
      why: "Tokens and certificates are judged by the clock, and logs of both sides are compared by it.",
      evidence: ["the control plane says \(date)"], next: ["Let the machine set its clock: timedatectl set-ntp true"],
      code: .clockSkew)
  }
}
