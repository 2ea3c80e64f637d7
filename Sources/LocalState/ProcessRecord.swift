/// The daemon of an alias (operator spec 15.3.2), over the record that holds it.
public struct ProcessRecord: Sendable, Equatable {
  public enum Mode: String, Sendable {
    case tmux
    case process
    case stopped
  }

  public private(set) var record: StateRecord

  /// Of a file.
  public init(_ record: StateRecord) {
    self.record = record
  }

  /// A new one, that keeps what it does not know of an old one.
  public init(alias: String, tunnelID: String, over old: StateRecord?) {
    self.init(old ?? StateRecord())
    record.set("alias", alias)
    record.set("tunnel_id", tunnelID)
    record.set("started_at", StateStore.now)
    record.set("schema_version", StateDocument.schemaVersion)
  }

  public var alias: String { record.text("alias") ?? "" }
  public var tunnelID: String { record.text("tunnel_id") ?? "" }
  public var startedAt: String? { record.text("started_at") }

  /// `server_url` or `command`, and which.
  public var target: (kind: String, value: String) {
    get { (record.text("target_kind") ?? "", record.text("target_value") ?? "") }
    set {
      record.set("target_kind", newValue.kind)
      record.set("target_value", newValue.value)
    }
  }

  /// What the peer leaves out has run as a process.
  public var mode: Mode {
    record.text("mode").map { Mode(rawValue: $0) ?? .stopped } ?? (pid == nil ? .stopped : .process)
  }

  public var pid: Int? { record.integer("pid").flatMap { $0 > 0 ? $0 : nil } }
  /// In clock ticks since boot; with ``bootID`` it makes a number unique (W-63). Nil in the peer's records.
  public var start: Int? { record.integer("start_time") }
  public var bootID: String? { record.text("boot_id") }
  public var sessionName: String? { record.text("session_name") }
  public var logPath: String? { record.text("log_path") }
  public var healthURLFile: String? { record.text("health_url_file") }
  public var command: [String] { record.texts("command") }
  public var adminProfile: String? { record.text("admin_profile") }
  /// How long a stop waits before it ends the process for good, in seconds.
  public var stopTimeout: Int? { record.integer("stop_timeout_seconds") }
  /// When it was first ready to take calls; nil before.
  public var readyAt: String? {
    get { record.text("ready_at") }
    set { record.set("ready_at", newValue) }
  }

  /// When it was last stopped.
  public var stoppedAt: String? { record.text("stopped_at") }

  /// What it was started as.
  public mutating func setStarted(
    mode: Mode, pid: Int, start: Int?, bootID: String?, sessionName: String?, command: [String], logPath: String,
    healthURLFile: String, stopTimeout: Int
  ) {
    record.set("mode", mode.rawValue)
    record.set("pid", pid)
    record.set("start_time", start)
    record.set("boot_id", bootID)
    record.set("session_name", sessionName)
    record.set("command", command)
    record.set("log_path", logPath)
    record.set("health_url_file", healthURLFile)
    record.set("stop_timeout_seconds", stopTimeout)
    record.remove("stopped_at")
    record.remove("ready_at")
  }

  /// A process that was found for it.
  public mutating func adopt(pid: Int, start: Int?) {
    record.set("pid", pid)
    record.set("start_time", start)
  }

  /// Which profile it runs.
  public mutating func setProfile(of alias: AliasRecord) {
    for name in ["config_path", "profile_name", "profile_dir", "profile_path", "admin_profile"] {
      record.set(name, alias.record.text(name))
    }
  }

  /// Nothing runs any more.
  public mutating func setStopped() {
    record.set("mode", Mode.stopped.rawValue)
    record.set("pid", 0)
    record.remove("start_time")
    record.remove("boot_id")
    record.remove("session_name")
    record.set("stopped_at", StateStore.now)
  }
}
