import LocalState
import Runtimes

extension RuntimeLook {
  /// What `status`, `stop` and `connect` have in common (operator spec 17.4).
  func members(_ choice: AdminProfileChoice?, remoteError: String = "") -> [String: JSONTree] {
    let repairs = repairs(remoteError: remoteError)
    var members: [String: JSONTree] = [
      "alias": .text(alias.alias), "tunnel_id": .text(alias.tunnelID), "stale": false, "error": "",
      "remote": .null, "remote_error": .text(remoteError), "remote_lookup_attempted": false,
      "remote_lookup_auth_kind": "", "remote_lookup_auth_ref": "", "remote_skipped_reason": "",
      "repair_command": .text(repairs.first?.command ?? ""), "repair_actions": .list(repairs.map(\.document)),
      "next_steps": JSONTree(nextSteps(repairs)), "config_path": .text(profilePath ?? ""),
      "profile_name": .text(alias.profileName ?? ""), "profile_dir": .text(alias.profileFolder ?? ""),
      "profile_path": .text(profilePath ?? ""), "profile_exists": .flag(profileExists),
      "health_url_file": .text(urlFile), "health_url": .text(report.baseURL ?? ""),
      "ui_url": .text(report.uiURL ?? ""), "runtime_state": .text(state.rawValue), "since": JSONTree(since),
      "crash_count": .number(process?.crashCount ?? 0), "last_crash_at": JSONTree(process?.lastCrashAt),
      "healthy": .flag(state.isRunning && report.healthz.ok), "ready": .flag(state == .ready),
      "control_plane_poll_health": pollHealth, "tmux": tmux, "process_running": .flag(standing.isAlive),
      "process": process.map(Self.document) ?? .null, "local": local, "state_root": .text(store.root.path),
    ]
    if let choice {
      members.merge(choice.members(store)) { _, new in new }
    } else {
      members.merge([
        "admin_profile": .text(alias.adminProfile ?? ""), "admin_profile_path": .text(store.path(.adminProfiles)),
      ]) { _, new in new }
    }
    return members
  }

  var pollHealth: JSONTree { status?.pollDocument ?? ["state": "unknown"] }

  var tmux: JSONTree {
    [
      "session_name": .text(process?.sessionName ?? ""),
      "running": .flag(process?.mode == .tmux && standing.isAlive),
    ]
  }

  /// operator spec 17.4.2
  private var local: JSONTree {
    let raw = SmallFile.read(urlFile)
    let health: [String: JSONTree] = [
      "base_url": .text(report.baseURL ?? ""), "url": .text(report.baseURL ?? ""), "ui": .text(report.uiURL ?? ""),
      "healthz": Self.document(report.healthz), "readyz": Self.document(report.readyz),
    ]
    var effective = health
    if let other {
      effective.merge([
        "base_url": .text(other.baseURL), "url": .text(other.baseURL), "ui": .text(other.baseURL + "/ui"),
      ]) { _, new in new }
    }
    return [
      "runtime_state": .text(state.rawValue), "issues": JSONTree(issues),
      "profile": JSONTree.object(Self.file(profilePath ?? "")).merging([
        "name": .text(alias.profileName ?? ""), "dir": .text(alias.profileFolder ?? ""),
        "config_path": .text(profilePath ?? ""),
      ]),
      "health": JSONTree.object(Self.file(urlFile).merging(health) { _, new in new }).merging([
        "raw_url": .text(raw ?? "")
      ]),
      "effective_health": .object(effective), "live_admin_ui": liveUI, "control_plane_poll_health": pollHealth,
      "log": JSONTree.object(Self.file(logPath)).merging(["tail": JSONTree(LogTail.lines(of: logPath))]),
      "tmux": tmux, "process_running": .flag(standing.isAlive),
    ]
  }

  private var liveUI: JSONTree {
    guard let other else { return ["found": false] }
    return [
      "found": true, "base_url": .text(other.baseURL), "ui_url": .text(other.baseURL + "/ui"),
      "source_health_url_file": .text(other.file), "match_reason": "control_plane_tunnel_id",
    ]
  }

  /// What is not as it should be, in words.
  var issues: [String] {
    var issues: [String] = []
    if profilePath != nil, !profileExists { issues.append("the profile is gone: \(profilePath ?? "")") }
    switch standing {
    case .none, .alive: break
    case .restarting: issues.append("the daemon crashed and is being started again")
    case .gone: issues.append("the daemon ended without being asked to")
    case .foreign(_, let reason): issues.append(reason)
    }
    if standing.isAlive, !report.healthz.ok, let error = report.healthz.error { issues.append(error) }
    if standing.isAlive, report.healthz.ok, !report.readyz.ok {
      issues.append("not ready: \(report.readyz.body ?? report.readyz.error ?? "")")
    }
    return issues
  }

  private static func file(_ path: String) -> [String: JSONTree] {
    let size = path.isEmpty ? nil : LogTail.size(of: path)
    return ["path": .text(path), "exists": .flag(size != nil), "size_bytes": .number(size ?? 0)]
  }

  private static func document(_ probe: HealthReport.Probe) -> JSONTree {
    [
      "url": .text(probe.url ?? ""), "ok": .flag(probe.ok), "status": .number(probe.status ?? 0),
      "body": .text(probe.body ?? ""), "error": .text(probe.error ?? ""),
    ]
  }

  /// operator spec 15.3.2
  static func document(_ process: ProcessRecord) -> JSONTree {
    var members: [String: JSONTree] = [
      "alias": .text(process.alias), "tunnel_id": .text(process.tunnelID),
      "config_path": JSONTree(process.record.text("config_path")),
      "health_url_file": JSONTree(process.healthURLFile), "target_kind": .text(process.target.kind),
      "target_value": .text(process.target.value), "command": JSONTree(process.command),
      "started_at": JSONTree(process.startedAt), "mode": .text(process.mode.rawValue),
      "pid": .number(process.pid ?? 0), "log_path": JSONTree(process.logPath),
    ]
    for name in [
      "admin_profile", "profile_name", "profile_dir", "profile_path", "session_name", "ready_at", "stopped_at",
    ] {
      if let text = process.record.text(name) { members[name] = .text(text) }
    }
    if let supervisor = process.supervisor { members["supervisor_pid"] = .number(supervisor.pid) }
    if let code = process.record.integer("last_exit_code") { members["last_exit_code"] = .number(code) }
    if let start = process.start { members["start_time"] = .number(start) }
    return .object(members)
  }

  /// operator spec 15.3.1, with all keys.
  static func document(_ alias: AliasRecord) -> JSONTree {
    var members: [String: JSONTree] = [
      "alias": .text(alias.alias), "tunnel_id": .text(alias.tunnelID), "name": .text(alias.name ?? ""),
      "organization_ids": JSONTree(alias.organizationIDs), "workspace_ids": JSONTree(alias.workspaceIDs),
      "tenant_ids": JSONTree(alias.tenantIDs),
    ]
    for name in [
      "admin_profile", "description", "config_path", "profile_name", "profile_dir", "profile_path", "health_url_file",
      "updated_at",
    ] { members[name] = .text(alias.record.text(name) ?? "") }
    return .object(members)
  }
}
