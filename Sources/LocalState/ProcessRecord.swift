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
  /// Who starts it again when it crashes; nil when nobody does (W-64).
  public var supervisor: (pid: Int, start: Int?)? {
    guard let pid = record.integer("supervisor_pid"), pid > 0 else { return nil }
    return (pid, record.integer("supervisor_start_time"))
  }

  /// How often it has crashed since it was connected.
  public var crashCount: Int { record.integer("crash_count") ?? 0 }
  public var lastCrashAt: String? { record.text("last_crash_at") }

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
    mode: Mode, pid: Int?, start: Int?, bootID: String?, sessionName: String?, command: [String], logPath: String,
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
    for name in [
      "stopped_at", "ready_at", "supervisor_pid", "supervisor_start_time", "crash_count", "last_crash_at",
      "last_exit_code",
    ] { record.remove(name) }
  }

  /// A process that was found for it.
  public mutating func adopt(pid: Int, start: Int?) {
    record.set("pid", pid)
    record.set("start_time", start)
  }

  /// Where it runs.
  public mutating func setPlace(_ mode: Mode, session: String?) {
    record.set("mode", mode.rawValue)
    record.set("session_name", session)
  }

  /// It is started by another process, which says its number.
  public mutating func setSupervisor(pid: Int, start: Int?) {
    record.set("supervisor_pid", pid)
    record.set("supervisor_start_time", start)
  }

  /// It ended unasked.
  public mutating func setCrashed(code: Int, count: Int) {
    record.set("crash_count", count)
    record.set("last_crash_at", StateStore.now)
    record.set("last_exit_code", code)
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
    record.remove("supervisor_pid")
    record.remove("supervisor_start_time")
    record.set("stopped_at", StateStore.now)
  }
}
