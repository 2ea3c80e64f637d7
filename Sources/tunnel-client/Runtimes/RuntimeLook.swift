import Configuration
import Glibc
import LocalState
import Profiles
import Runtimes

/// What is to be seen of an alias at this moment. Looking changes nothing (W-61).
struct RuntimeLook {
  let store: StateStore
  let alias: AliasRecord
  let process: ProcessRecord?
  let standing: ProcessStanding
  /// What `health` would say of it.
  let report: HealthReport
  /// What the daemon says, if it is ours that answers.
  let status: DaemonStatus?
  /// Another live client of the same tunnel.
  let other: OtherClient?

  struct OtherClient {
    let baseURL: String
    let file: String
    let status: DaemonStatus
  }

  init(_ alias: AliasRecord, _ store: StateStore, searchesOthers: Bool = true) async throws(Failure) {
    self.store = store
    self.alias = alias
    process = try await ProcessRecord.find(alias.alias, store)
    standing = ProcessStanding(
      process, process?.pid.map(KernelProcesses.facts) ?? ProcessFacts(),
      supervisor: process?.supervisor.map { KernelProcesses.facts(of: $0.pid) } ?? ProcessFacts(),
      bootID: KernelProcesses.bootID)
    let file = process?.healthURLFile ?? alias.healthURLFile ?? store.healthURLFile(of: alias.alias)
    let check = HealthCheck(
      locator: .urlFile(file), process: nil, requiresPoll: false, maxPollAge: nil, timeout: .seconds(2))
    var report = await check.run()
    var status: DaemonStatus?
    if report.healthz.ok, let address = report.baseURL.flatMap({ try? DaemonAddress($0) }) {
      status = await DaemonStatus.ask(address, timeout: .seconds(2))
    }
    // A port that was used again: what answers there is not the daemon.
    if case .alive(let pid) = standing, let answering = status?.pid, answering != pid {
      let stranger = "process \(answering) answers there, not \(pid)"
      (report.healthz.ok, report.readyz.ok) = (false, false)
      (report.healthz.error, report.readyz.error) = (stranger, stranger)
      status = nil
    }
    self.report = report
    self.status = status
    other = searchesOthers && status == nil ? await Self.other(of: alias.tunnelID, besides: file, store) : nil
  }

  var state: RuntimeState {
    RuntimeState(
      .init(
        standing: standing, isHealthy: report.healthz.ok, isReady: report.readyz.ok, wasReady: process?.readyAt != nil))
  }

  var profilePath: String? { alias.profilePath }
  var profileExists: Bool { profilePath.map(Self.exists) ?? false }
  var urlFile: String { process?.healthURLFile ?? alias.healthURLFile ?? store.healthURLFile(of: alias.alias) }
  var logPath: String { process?.logPath ?? store.logFile(of: alias.alias) }

  /// Since when it is in its state, as far as that is known.
  var since: String? {
    switch state {
    case .stopped: process?.stoppedAt
    case .ready: process?.readyAt ?? process?.startedAt
    case .starting, .healthy: process?.startedAt
    // The last sign of life.
    case .restarting: process?.lastCrashAt
    case .crashed: LogTail.modified(logPath).map(StateStore.time)
    case .degraded, .orphaned: nil
    }
  }

  /// Its profile, when it has one.
  var profile: ManagedProfile? {
    guard let name = alias.profileName, let folder = alias.profileFolder else { return nil }
    return ManagedProfile(
      name: name, store: ProfileStore(folder: folder), alias: alias.alias, record: alias, urlFile: urlFile)
  }

  /// Starts it again, with all that it needs.
  var connectCommand: String {
    var words = ["tunnel-client", "runtimes", "connect", "--alias", alias.alias, "--tunnel-id", alias.tunnelID]
    if let target = process?.target, !target.value.isEmpty {
      words += [target.kind == "command" ? "--mcp-command" : "--mcp-server-url", target.value]
    } else {
      words += ["--mcp-command", "COMMAND"]
    }
    if let name = alias.profileName, name != alias.alias { words += ["--profile", name] }
    return words.map(ShellText.quoted).joined(separator: " ")
  }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Scans the URL files of the other aliases (operator spec 17.4.4).
  private static func other(of tunnelID: String, besides own: String, _ store: StateStore) async -> OtherClient? {
    let folder = "\(store.root.path)/health"
    guard let directory = opendir(folder) else { return nil }
    var names: [String] = []
    while let entry = readdir(directory) {
      names.append(withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
    }
    closedir(directory)
    for name in names.sorted() where name.hasSuffix(".url") && "\(folder)/\(name)" != own {
      guard let text = SmallFile.read("\(folder)/\(name)"), let address = try? DaemonAddress(text),
        let status = await DaemonStatus.ask(address), status.controlPlaneTunnelId == tunnelID
      else { continue }
      return OtherClient(baseURL: address.baseURL, file: "\(folder)/\(name)", status: status)
    }
    return nil
  }
}
