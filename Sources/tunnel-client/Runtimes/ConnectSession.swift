import Configuration
import LocalState
import Profiles
import Runtimes
import Trust
import TunnelAdmin

/// One `connect`, from what was asked for to a daemon that is watched (operator spec 17.3.1). The caller holds the
/// alias's lock.
struct ConnectSession {
  let choice: AdminProfileChoice
  private let store: StateStore
  private let options: ConnectOptions
  private let existing: AliasRecord?
  private let process: ProcessRecord?
  private var alias: AliasRecord
  private var profile: RuntimeProfile
  private let managed: ManagedProfile
  private let drain: Duration
  private let patience: Duration
  /// What is not there yet, such as the key's variable.
  private let missing: [ConfigurationProblem]

  struct Outcome {
    var alias: AliasRecord
    var launched: Bool
    var verdict: LaunchJudgement.Look
    var replaced: String?
    var backup: String?
    var logTail: [String] = []
    var remote = RemoteLookup()
  }

  /// Checks everything; writes nothing on this machine. A tunnel that is needed is made once all else is right.
  init(
    _ name: LocalName, _ store: StateStore, _ options: ConnectOptions, _ tunnel: TunnelOptions,
    _ runtime: RuntimeOptions
  ) async throws(Failure) {
    self.store = store
    self.options = options
    drain = try options.duration(options.drainTimeout, "--drain-timeout")
    patience = try options.duration(options.wait, "--wait")
    (existing, process) = try Failure.ofState { () throws(StateFailure) in
      (try store.alias(name.text), try store.process(name.text))
    }
    try Self.checkSpelling(name, existing)
    choice = try runtime.choice(store, alias: existing?.adminProfile)
    let target = try options.target(was: process)
    let attached = options.tunnelID ?? existing?.tunnelID
    let folder = try Self.folder(options.folder, existing)
    managed = ManagedProfile(
      name: options.profile ?? existing?.profileName ?? name.text, store: folder, alias: name.text, record: existing,
      urlFile: store.healthURLFile(of: name.text))
    // A daemon that is started again is where it was.
    let address =
      (runtime.isOverridden ? nil : managed.address)
      ?? ManagedProfile.Address(baseURL: choice.profile.baseURL, urlPath: choice.profile.urlPath)
    profile = RuntimeProfile(
      baseURL: address.baseURL, urlPath: address.urlPath, tunnelID: attached ?? Self.placeholder,
      key: options.key ?? managed.key ?? "env:CONTROL_PLANE_API_KEY", healthURLFile: managed.urlFile,
      logFile: store.logFile(of: name.text), target: target)
    missing = try managed.check(profile)
    try options.preflight(target)
    var alias = existing ?? AliasRecord(alias: name.text, tunnelID: "")
    if let attached {
      alias.tunnelID = attached
    } else {
      let managed = try await tunnel.resolve(name, nil, RuntimeAdmin.open(choice, isQuiet: runtime.json))
      profile.tunnelID = managed.id
      alias.note(managed)
    }
    if existing == nil { alias.givenName = name.given }
    if alias.name == nil { alias.name = name.text }
    alias.adminProfile = choice.profile.name
    alias.setProfile(name: managed.name, folder: folder.folder, path: managed.path, healthURLFile: managed.urlFile)
    alias.profileDigest = SHA256.digits(profile.bytes)
    self.alias = alias
  }

  /// Stands for a tunnel that is not made yet.
  private static let placeholder = "tunnel_" + String(repeating: "0", count: 32)

  private var arguments: [String] {
    [
      "run", "--profile-dir", managed.store.folder, "--profile", managed.name, "--shutdown.drain-timeout",
      options.drainTimeout,
    ]
  }

  func run() async throws(Failure) -> Outcome {
    let command = [ProcessEnvironment.executable] + arguments
    let look = try await RuntimeLook(existing ?? alias, store, searchesOthers: false)
    let decision = Reuse(
      standing: look.standing, wantsProfile: alias.profileDigest ?? "", hasProfile: managed.digest,
      command: look.process?.command ?? [], wants: command)
    if decision == .keep {
      try save()
      return Outcome(alias: alias, launched: false, verdict: LaunchWatch.look(look.report))
    }
    guard missing.isEmpty else {
      throw Failure.invalid(missing, in: "the daemon of \(alias.alias)", then: "Nothing was started.")
    }
    var outcome = Outcome(alias: alias, launched: true, verdict: .silent)
    if case .replace(let reason) = decision {
      if case .failed(let why) = try await DaemonEnding(store: store, alias: alias).stop() {
        throw Failure(.inUse, "the daemon of \(alias.alias) does not stop: \(why)")
      }
      outcome.replaced = reason
    }
    outcome.backup = try managed.write(profile.bytes)
    try save()
    try Failure.ofState { () throws(StateFailure) in try store.prepare() }
    let offset = LogTail.size(of: profile.logFile) ?? 0
    let (started, facts) = try await start(command)
    async let remote = RemoteLookup.run(
      alias.tunnelID, profileKey: profile.key, choice,
      runtime: .init(baseURL: profile.baseURL, urlPath: profile.urlPath))
    outcome.verdict = await LaunchWatch(
      urlFile: managed.urlFile, pid: started.pid, start: facts.start, isCommand: profile.target.kind == "command"
    ).run(patience)
    outcome.remote = await remote
    if outcome.verdict == .ready { try markReady() }
    if !outcome.verdict.isGood { outcome.logTail = LogTail.lines(of: profile.logFile, from: offset) }
    try Failure.ofState { () throws(StateFailure) in
      try store.remember(
        .connect, alias: alias.alias, tunnelID: alias.tunnelID,
        detail: "mode=\(started.mode.rawValue) pid=\(started.pid) \(outcome.verdict.isGood ? "up" : "not up")")
    }
    return outcome
  }

  private func start(_ command: [String]) async throws(Failure) -> (DaemonStart.Started, ProcessFacts) {
    let isSupervised = options.restart == .onFailure
    let variables = [DaemonEnvironment.variable(of: profile.key)].compactMap(\.self) + options.passed
    // Before the start: a supervisor writes into it at once.
    var record = ProcessRecord(alias: alias.alias, tunnelID: alias.tunnelID, over: process?.record)
    record.target = (profile.target.kind, profile.target.value)
    record.setProfile(of: alias)
    record.setStarted(
      mode: .process, pid: nil, start: nil, bootID: KernelProcesses.bootID, sessionName: nil, command: command,
      logPath: profile.logFile, healthURLFile: managed.urlFile, stopTimeout: Int(drain.components.seconds))
    let prepared = record
    try Failure.ofState { () throws(StateFailure) in try store.save(prepared) }
    let started: DaemonStart.Started
    do throws(Failure) {
      started = try await DaemonStart(
        store: store, alias: alias.alias, arguments: arguments,
        environment: DaemonEnvironment.scrubbed(ProcessEnvironment.current, named: variables), mode: options.mode,
        isSupervised: isSupervised
      ).start()
    } catch {
      try? store.changeProcess(alias.alias) { $0.setStopped() }
      throw error
    }
    let facts = KernelProcesses.facts(of: started.pid)
    // At once: a connect that is interrupted leaves nothing that nobody knows of.
    try Failure.ofState { () throws(StateFailure) in
      try store.changeProcess(alias.alias) { record in
        record.setPlace(started.mode, session: started.session)
        if isSupervised {
          record.setSupervisor(pid: started.pid, start: facts.start)
        } else {
          record.adopt(pid: started.pid, start: facts.start)
        }
      }
    }
    return (started, facts)
  }

  private func save() throws(Failure) {
    try Failure.ofState { () throws(StateFailure) in try store.save(alias) }
  }

  private func markReady() throws(Failure) {
    try Failure.ofState { () throws(StateFailure) in
      try store.changeProcess(alias.alias) { $0.readyAt = StateStore.now }
    }
  }

  /// One folder for `run` and for this (W-15); that of the alias, when nothing else is said.
  private static func folder(_ options: ProfileFolderOptions, _ existing: AliasRecord?) throws(Failure) -> ProfileStore
  {
    if options.folder == nil, let folder = existing?.profileFolder { return ProfileStore(folder: folder) }
    let folder = try options.store().folder
    guard !folder.hasPrefix("/") else { return ProfileStore(folder: folder) }
    return ProfileStore(folder: (ProcessEnvironment.current["PWD"] ?? "") + "/" + folder)
  }

  /// `a b` and `a_b` are one name: the second would take the first one's place (W-59).
  static func checkSpelling(_ name: LocalName, _ existing: AliasRecord?) throws(Failure) {
    guard let existing, let given = name.given, existing.givenName != given else { return }
    throw Failure(
      .usage, "--alias: \"\(given)\" would be \(name.text), which is there already",
      hint: "write \(name.text) to mean it, or choose another name")
  }
}
