import CurlHTTP
import Glibc
import Logging
import NIOCore
import Synchronization

/// Keeps a process for one isolated plugin: starts it, starts it again when it has ended, and ends the exchanges that
/// it took with it.
@NetworkLoop
final class PluginSupervisor {
  let exchanges: ExchangeTable
  let operatorRequests: OperatorRequests
  nonisolated let presence = PresenceBoard()
  nonisolated let status = Mutex(PluginProcessStatus(pid: nil, restarts: 0))
  /// Of all processes so far.
  nonisolated let faults = Atomic<Int>(0)

  /// What the process last said of itself, the counts being of all processes so far.
  nonisolated let hosted: Mutex<HostedStatus>
  /// What the last process that said so adds to the operator's server.
  nonisolated let place = Mutex<OperatorPlace?>(nil)

  private var opening: PluginOpening
  private let launch: PluginProcessLaunch
  let logger: Logger
  private let facilities: HostFacilities
  private let onSecret: @Sendable (String) -> Void
  private var process: PluginProcess?
  /// What the present process said of its plugin; nil until it has.
  private var facts: PluginFacts?
  /// Whether all callers share one server: what the dispatcher has learned of the plugin for good.
  private var affinity: Bool?
  private var openedAt: ContinuousClock.Instant?
  private var firstOpening: CheckedContinuation<Result<PluginFacts, BindingFailure>, Never>?
  private var refusal: String?
  private var faultsBefore = 0
  private var authBefore = AuthActivity()
  private var silence = 0
  /// Of the present process.
  private var intake: MetricIntake?
  private var oauthWatcher: UInt64?
  private var backoff = RestartBackoff()
  /// What the plugin gets when it asks for the state of the tunnel.
  var tunnelStatus: OperatorPlugin.Status?
  private var life: Task<Void, Never>?
  private var pause: Task<Void?, Never>?
  private(set) var isClosing = false
  /// Why there is no process to give a call to.
  private(set) var downReason = "the plugin's process is not up yet"

  private static let longestSecret = 64 << 10
  private static let nextInstance = Atomic<UInt16>(0x8000)

  init(
    _ opening: PluginOpening, launch: PluginProcessLaunch, facilities: HostFacilities, logger: Logger,
    onSecret: @escaping @Sendable (String) -> Void
  ) {
    self.opening = opening
    hosted = Mutex(HostedStatus(auth: opening.auth == nil ? nil : AuthActivity()))
    self.launch = launch
    self.facilities = facilities
    self.logger = logger
    self.onSecret = onSecret
    let instance = Self.nextInstance.wrappingAdd(1, ordering: .relaxed).oldValue
    exchanges = ExchangeTable(instance: instance)
    operatorRequests = OperatorRequests(instance: instance)
  }

  /// Starts the first process and returns what its plugin is.
  func open() async throws(BindingFailure) -> PluginFacts {
    oauthWatcher = facilities.oauth.watch { [weak self] document in
      self?.process?.send(.oauth(document))
    }
    HTTPRoutes.shared.whenReplaced { [weak self] in
      guard let self, !isClosing else { return false }
      process?.send(.route(route))
      return true
    }
    let result = await withCheckedContinuation {
      (continuation: CheckedContinuation<Result<PluginFacts, BindingFailure>, Never>) in
      firstOpening = continuation
      // It keeps this alive for as long as there is, or will be, a process.
      life = Task(executorPreference: NetworkLoop.executor) { await self.live() }
    }
    return try result.get()
  }

  private var route: PortableHTTPRoute { HTTPRoutes.shared.portable(.binding(opening.channel)) }

  // MARK: Life

  private func live() async {
    while !isClosing {
      let ending = await liveOnce()
      guard !isClosing else { return }
      if let firstOpening {
        self.firstOpening = nil
        isClosing = true
        return firstOpening.resume(
          returning: .failure(
            .refused(opening.pluginID, refusal ?? "plugin \(opening.pluginID): its process \(ending)")))
      }
      let wait = backoff.next(afterServing: openedAt.map { .now - $0 })
      let what = refusal.map { "the plugin cannot serve any more: \($0)" } ?? "plugin process \(ending)"
      downReason = "\(what); restarting in \(wait.words)"
      endExchanges()
      presence.report(.down(reason: downReason))
      logger.error("\(downReason)")
      let pause = Task { try? await LoopClock.sleep(for: wait) }
      self.pause = pause
      await pause.value
      guard !isClosing else { return }
      downReason = "\(what); its successor is not up yet"
      status.withLock { $0.restarts += 1 }
    }
  }

  private func liveOnce() async -> String {
    facts = nil
    openedAt = nil
    refusal = nil
    silence = 0
    intake = MetricIntake(
      channel: opening.channel, plugins: Set([opening.pluginID] + (opening.auth.map { [$0.requirement.id] } ?? [])),
      metrics: facilities.metrics)
    faultsBefore = faults.load(ordering: .relaxed)
    authBefore = hosted.withLock(\.auth) ?? AuthActivity()
    opening.route = route
    opening.logLevel = logger.logLevel
    let process = PluginProcess(launch, logger: logger) { [unowned self] pid in
      status.withLock { $0.pid = pid }
    } receive: { [unowned self] frame throws(WireError) in
      try take(frame)
    }
    self.process = process
    let limit = NetworkLoop.schedule(after: launch.limits.open) { [self] in
      if facts == nil { process.kill(because: "did not open its channel within \(launch.limits.open.words)") }
    }
    let pulse = Task(executorPreference: NetworkLoop.executor) { await self.listen(process) }
    let ending = await process.run(.open(opening))
    pulse.cancel()
    limit.cancel()
    self.process = nil
    status.withLock { $0.pid = nil }
    hosted.withLock { $0.children = [] }
    return ending
  }

  /// Asks for signs of life. A suspended machine counts as one tick, whatever the clock says.
  private func listen(_ process: PluginProcess) async {
    while !Task.isCancelled {
      do { try await LoopClock.sleep(for: launch.limits.ping) } catch { return }
      guard facts != nil else { continue }
      if logger.logLevel != opening.logLevel {
        opening.logLevel = logger.logLevel
        process.send(.logLevel(opening.logLevel))
      }
      guard silence < launch.limits.silence else {
        let limit = launch.limits.ping * launch.limits.silence
        return process.kill(because: "gave no sign of life for \(limit.words) and was killed")
      }
      silence += 1
      tellStatus()
      process.send(.ping)
    }
  }

  // MARK: What it says

  private func take(_ frame: PluginFrame) throws(WireError) {
    silence = 0
    switch frame {
    case .opened(let facts): try opened(facts)
    case .refused(let why): refusal = LogText.printable(why.utf8.prefix(4096))
    case .event(let exchange, let event): try take(event, of: exchange)
    case .presence(let presence): self.presence.report(presence, ofProcess: status.withLock(\.restarts))
    case .log(let level, let message, let metadata): log(level, message, metadata)
    case .faults(let count):
      // A count only grows, and nobody breaks a contract so often.
      guard count < 1 << 40 else { throw .badValue("count") }
      if Int(count) > faults.load(ordering: .relaxed) - faultsBefore {
        faults.store(faultsBefore + Int(count), ordering: .relaxed)
      }
    case .pong: break
    case .metrics(let reports): try intake?.take(reports)
    case .answers(let answers):
      for answer in answers { HTTPObservation.report(answer, route: .binding(opening.channel)) }
    case .readSecret(let number, let reference): try readSecret(number, reference)
    case .status(let said):
      guard var said = said.checked, (said.auth == nil) == (opening.auth == nil) else { throw .badValue("status") }
      said.auth?.add(authBefore)
      hosted.withLock { $0 = said }
    // A word or two would make the log unreadable, and a long text would be looked for in every line.
    case .secret(let secret):
      guard opening.auth != nil, (1...Self.longestSecret).contains(secret.utf8.count) else { throw .badValue("secret") }
      onSecret(secret)
    case .word(let request, let word): try take(word, of: request)
    }
  }

  private func readSecret(_ number: UInt64, _ reference: String) throws(WireError) {
    let named = SecretReferences.all(in: opening.configuration)
      .union(opening.auth.map { SecretReferences.all(in: $0.configuration) } ?? [])
    guard named.contains(SecretReferences.prefix + reference), let process else { throw .badValue("secret") }
    Task(executorPreference: NetworkLoop.executor) { await self.answer(process, number, reference) }
  }

  private func answer(_ process: PluginProcess, _ number: UInt64, _ reference: String) async {
    let result = await facilities.secrets(reference)
    process.send(.secret(number, result))
  }

  private func opened(_ facts: PluginFacts) throws(WireError) {
    guard self.facts == nil, facts.descriptor.id == opening.pluginID,
      affinity.map({ $0 == facts.hasProcessAffinity }) ?? true
    else { throw .badValue("opening") }
    self.facts = facts
    affinity = facts.hasProcessAffinity
    openedAt = .now
    if let place = facts.place { self.place.withLock { $0 = place } }
    tellStatus()
    if let document = facilities.oauth.document { process?.send(.oauth(document)) }
    if let firstOpening {
      self.firstOpening = nil
      return firstOpening.resume(returning: .success(facts))
    }
    logger.info("plugin process restarted", metadata: ["pid": "\(status.withLock(\.pid) ?? 0)"])
    presence.report(.unknown)
  }

  private func endExchanges() {
    for handle in exchanges.handles {
      _ = exchanges.finish(handle, ExchangeOutcome(.closed, detail: downReason))
    }
    loseRequests(because: downReason)
  }

  // MARK: What it is told

  /// There is a process and its plugin serves.
  var isUp: Bool { facts != nil && process != nil }

  /// The present process has said that its plugin serves.
  var isOpen: Bool { facts != nil }

  /// What the present process adds to the operator's server; nil: nothing.
  var presentPlace: OperatorPlace? { facts?.place }

  /// What of the services that it asks for the plugin may use; nil: all of them.
  var grants: Set<String>? { opening.requirement.grants }

  /// False: it has to be ended here.
  func send(_ frame: HostFrame) -> Bool {
    guard facts != nil, let process else { return false }
    return process.send(frame)
  }

  /// Returns when no process is left.
  func close(within limit: Duration) async {
    guard !isClosing else { return }
    isClosing = true
    for handle in exchanges.handles {
      _ = exchanges.withdraw(handle)
      exchanges.settleWithdrawal(of: handle)
    }
    takeBackRequests()
    pause?.cancel()
    process?.send(.close(limit * 0.8))
    let timer = NetworkLoop.schedule(after: limit) { [self] in process?.kill(because: "did not end in time") }
    await life?.value
    timer.cancel()
    if let oauthWatcher { facilities.oauth.remove(oauthWatcher) }
    presence.end()
  }
}
