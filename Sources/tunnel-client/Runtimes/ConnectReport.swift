import LocalState
import Runtimes
import TunnelAdmin

/// What `connect` says in the end (operator spec 17.3.7), in every mode and also when it went wrong (W-65).
struct ConnectReport {
  let outcome: ConnectSession.Outcome
  let look: RuntimeLook
  let choice: AdminProfileChoice

  var isGood: Bool { outcome.verdict.isGood }

  /// Why it is not ready; nil when it is.
  private var cause: String? {
    switch outcome.verdict {
    case .ready: nil
    case .waiting(let why), .failing(let why): why
    case .ended(let code): "the daemon ended at once" + (code.map { " with exit code \($0)" } ?? "")
    case .silent: "the daemon runs and does not answer"
    }
  }

  var text: String {
    let alias = outcome.alias.alias
    let mode = look.process?.mode.rawValue ?? "process"
    var lines: [String] = []
    if let reason = outcome.replaced { lines.append("Replaced the daemon that ran: \(reason)") }
    if let backup = outcome.backup { lines.append("Kept a profile that had been changed: \(backup)") }
    if isGood {
      lines.append("Connected \(alias) using \(mode) mode")
      if !outcome.launched { lines.append("It was running already.") }
      if let cause { lines.append("Not ready yet: \(cause)") }
      if let url = look.report.uiURL { lines.append("Page: \(url)") }
    } else {
      lines.append("Not connected: \(cause ?? "it is not ready")")
      lines.append("Log: \(look.logPath)")
      lines += outcome.logTail.map { "  \($0)" }
      lines.append("Next: tunnel-client runtimes status \(alias)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// As it is remembered.
  private var tunnel: ManagedTunnel {
    let alias = outcome.alias
    return ManagedTunnel(
      id: alias.tunnelID, name: alias.name ?? "", description: alias.description ?? "", tenantIDs: alias.tenantIDs,
      workspaceIDs: alias.workspaceIDs, organizationIDs: alias.organizationIDs)
  }

  var document: JSONTree {
    let running = look.standing.isAlive
    var code: Int?
    if case .ended(let exit) = outcome.verdict { code = exit }
    var diagnostics: [String: JSONTree] = ["log_path": .text(look.logPath), "log_tail": JSONTree(outcome.logTail)]
    if let cause { diagnostics["cause"] = .text(cause) }
    if let code { diagnostics["exit_code"] = .number(code) }
    var members: [String: JSONTree] = [
      "tunnel": .object(RemoteLookup.document(outcome.remote.tunnel ?? tunnel)),
      "launched": .flag(outcome.launched), "started": .flag(outcome.launched && running), "running": .flag(running),
      "already_running": .flag(!outcome.launched && running),
      "mode": .text(look.process?.mode.rawValue ?? ""), "command": JSONTree(look.process?.command ?? []),
      "session_name": .text(look.process?.sessionName ?? ""), "log_path": .text(look.logPath),
      "launch_diagnostics": isGood ? .null : .object(diagnostics), "remote_error": .text(outcome.remote.error),
      "replaced": JSONTree(outcome.replaced), "profile_backup": JSONTree(outcome.backup),
    ]
    // A server that crashes again and again is ready in between.
    if !isGood { members["ready"] = false }
    if let pid = look.process?.pid { members["pid"] = .number(pid) }
    if let code { members["exit_code"] = .number(code) }
    return JSONTree.object(look.members(choice, remoteError: outcome.remote.error)).merging(outcome.remote.members)
      .merging(members)
  }
}
