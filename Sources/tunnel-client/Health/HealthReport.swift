/// What `health` found out, in the shape of its JSON (operator spec 9.7).
struct HealthReport: Encodable, Equatable {
  struct Locator: Encodable, Equatable {
    let kind: String
    var url: String?
    var urlFile: String?
    var port: Int?
    var resolvedBaseURL: String?
    var error: String?

    private enum CodingKeys: String, CodingKey {
      case kind, url, port, error
      case urlFile = "url_file"
      case resolvedBaseURL = "resolved_base_url"
    }
  }

  struct Process: Encodable, Equatable {
    var pid: Int?
    var pidFile: String?
    /// Whether it runs and is the client that answers.
    var running = false
    var error: String?

    private enum CodingKeys: String, CodingKey {
      case pid, running, error
      case pidFile = "pid_file"
    }
  }

  struct Probe: Encodable, Equatable {
    var url: String?
    var ok = false
    var status: Int?
    var body: String?
    var error: String?
  }

  struct Poll: Encodable, Equatable {
    var url: String?
    /// When a poll last succeeded, in seconds since 1970; 0 before the first.
    var value: Double?
    var ok = false
    var error: String?
  }

  let locator: Locator
  var process: Process?
  var baseURL: String?
  var uiURL: String?
  var healthz: Probe
  var readyz: Probe
  var controlPlanePoll: Poll?

  var isOK: Bool {
    healthz.ok && readyz.ok && controlPlanePoll?.ok != false && process?.running != false
  }

  private enum CodingKeys: String, CodingKey {
    case locator, process, healthz, readyz, result
    case baseURL = "base_url"
    case uiURL = "ui_url"
    case controlPlanePoll = "control_plane_poll"
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(locator, forKey: .locator)
    try container.encodeIfPresent(process, forKey: .process)
    try container.encodeIfPresent(baseURL, forKey: .baseURL)
    try container.encodeIfPresent(uiURL, forKey: .uiURL)
    try container.encode(healthz, forKey: .healthz)
    try container.encode(readyz, forKey: .readyz)
    try container.encodeIfPresent(controlPlanePoll, forKey: .controlPlanePoll)
    try container.encode(isOK ? "ok" : "fail", forKey: .result)
  }
}
