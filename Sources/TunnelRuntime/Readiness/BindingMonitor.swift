import ControlPlane
import CurlHTTP
import HTTPServing
import Logging
import PluginHost
import Telemetry

/// Keeps looking after one binding, so that readiness is true at all times and not only at start (dataplane spec W-43).
@NetworkLoop
final class BindingMonitor {
  let binding: any ChannelBinding
  private let logger: Logger
  private let restarts: Counter
  private var schedule = ProbeSchedule()
  private var readiness = BindingReadiness()
  private(set) var since = Timestamp.now
  /// When the last probe ended.
  private(set) var probedAt: Timestamp?
  private let pauseBetweenLooks = InterruptiblePause()
  /// Runs while a server has to stay.
  private var trial: LoopTimer?

  var health: BindingHealth { readiness.health }

  init(_ binding: any ChannelBinding, restarts: Counter, logger: Logger) {
    self.binding = binding
    self.restarts = restarts
    self.logger = logger
    binding.whenPresenceChanges { [weak self] presence in self?.hear(presence) }
    // What was said before anyone listened: a child starts while its binding opens.
    apply(.presence(binding.serverPresence))
  }

  /// Probes until the task is cancelled.
  func run() async {
    while !Task.isCancelled {
      let epoch = readiness.began()
      let result = await probe()
      guard !Task.isCancelled else { return }
      probedAt = .now
      apply(.probed(result, since: epoch))
      await pauseBetweenLooks.wait(schedule.next(isHealthy: health.isHealthy))
    }
  }

  /// One probe, for a binding that nobody watches.
  func look() async -> BindingHealth {
    let epoch = readiness.began()
    let result = await probe()
    probedAt = .now
    apply(.probed(result, since: epoch))
    return health
  }

  /// A command of this binding has failed: look now whether the server is still there.
  func suspect() {
    guard health.isHealthy else { return }
    pauseBetweenLooks.end()
  }

  /// A command of this binding was answered: whatever probes say, the server is there (dataplane W-43).
  func vouch() {
    guard !health.isHealthy || !readiness.isProven else { return }
    apply(.answered)
  }

  private func hear(_ presence: ServerPresence) {
    apply(.presence(presence))
    // A plugin that is back and says nothing of its server: nobody should wait for the next probe.
    if presence == .unknown { pauseBetweenLooks.end() }
  }

  private func apply(_ event: BindingReadiness.Event) {
    let (before, servers, epoch) = (health, readiness.restarts, readiness.epoch)
    readiness.apply(event)
    if readiness.epoch != epoch { beginTrial() }
    if readiness.restarts > servers { restarts.increment() }
    guard health != before else { return }
    since = .now
    let metadata: Logger.Metadata = ["channel": "\(binding.channel)", "plugin": "\(binding.descriptor.id)"]
    switch health {
    case .failed(let why), .timedOut(let why):
      logger.warning("MCP server not reachable", metadata: metadata.merging(["reason": "\(why)"]) { $1 })
    case .ready, .needsAuthorization: logger.info("MCP server reachable", metadata: metadata)
    case .pending, .idle: break
    }
  }

  private func beginTrial() {
    trial?.cancel()
    let epoch = readiness.epoch
    trial = readiness.settlesIn.map { time in
      NetworkLoop.schedule(after: time) { [weak self] in self?.apply(.settled(since: epoch)) }
    }
  }

  private func probe() async -> BindingHealth {
    let receiver = ProbeReceiver()
    guard let exchange = binding.probe(receiver: receiver) else { return .failed("the binding is closing") }
    let timer = NetworkLoop.schedule(after: ProbeSchedule.limit) { [binding] in
      binding.cancel(exchange, reason: .deadline)
      receiver.resolve(.timedOut("mcp probe timed out after \(ProbeSchedule.limit.components.seconds)s"))
    }
    let result = await receiver.result()
    timer.cancel()
    return result
  }
}

/// Waits for the end of one probe.
@NetworkLoop
private final class ProbeReceiver: ExchangeReceiver {
  private var status: Int?
  private var outcome: BindingHealth?
  private var continuation: CheckedContinuation<BindingHealth, Never>?

  func result() async -> BindingHealth {
    await withCheckedContinuation { continuation in
      // The outcome may have come while the runtime hopped here.
      if let outcome { continuation.resume(returning: outcome) } else { self.continuation = continuation }
    }
  }

  func resolve(_ health: BindingHealth) {
    guard outcome == nil else { return }
    outcome = health
    continuation?.resume(returning: health)
    continuation = nil
  }

  func receive(_ event: ExchangeEvent) {
    switch event {
    case .head(let status, _): self.status = status
    case .finished(let outcome): resolve(Self.health(outcome, status))
    case .response, .notification, .ignored: break
    }
  }

  private static func health(_ outcome: ExchangeOutcome, _ status: Int?) -> BindingHealth {
    guard outcome.failure == .none else {
      let kind = outcome.kind.isEmpty ? "\(outcome.failure)" : outcome.kind
      return .failed(outcome.detail.isEmpty ? kind : "\(kind): \(outcome.detail)")
    }
    switch status ?? 200 {
    case 401: return .needsAuthorization("the server answers HTTP 401")
    // Other refusals of a request without a message (400, 404, 405, 406) come from a server that is there.
    case ..<500: return .ready
    case let status: return .failed("the server answers HTTP \(status)")
    }
  }
}
