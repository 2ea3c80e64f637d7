/// All that `doctor` found.
public struct DoctorReport: Sendable, Equatable {
  public var checks: [CheckResult]

  public init(_ checks: [CheckResult] = []) {
    self.checks = checks
  }

  public var isOK: Bool { failed.isEmpty }

  public var failed: [String] { checks.filter { $0.status == .fail }.map(\.id) }
}
