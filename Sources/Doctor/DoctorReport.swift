/// All that `doctor` found.
public struct DoctorReport: Sendable, Equatable {
  public var checks: [CheckResult]

  public init(_ checks: [CheckResult] = []) {
    self.checks = checks
  }

  public var isOK: Bool { failed.isEmpty }

  public var failed: [String] { checks.filter { $0.status == .fail }.map(\.id) }

  /// Pages that an operator needs, which are facts and no checks (operator spec 2.2, W-28).
  public static let links = [
    (id: "tunnels_management_url", url: "https://platform.openai.com/settings/organization/tunnels"),
    (id: "runtime_api_keys_url", url: "https://platform.openai.com/settings/organization/api-keys"),
    (id: "admin_api_keys_url", url: "https://platform.openai.com/settings/organization/admin-keys"),
    (id: "chatgpt_connector_settings_url", url: "https://chatgpt.com/#settings/Connectors"),
  ]
}
