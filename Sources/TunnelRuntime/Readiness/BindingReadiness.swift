import PluginHost

/// Whether one binding's server can take calls, from all that speaks of it: probes, the transport's own word, and the
/// calls themselves (dataplane W-43, ST-09). Pure; ``BindingMonitor`` feeds it.
struct BindingReadiness: Sendable {
  enum Event: Sendable, Equatable {
    /// A probe of this server ended; see ``began()``.
    case probed(BindingHealth, since: Epoch)
    /// The transport knows without being asked.
    case presence(ServerPresence)
    /// A call was answered by the server.
    case answered
    /// The time is over in which a server that came up had to stay; see ``settlesIn``.
    case settled(since: Epoch)
  }

  /// Tells a probe of an earlier server, which says nothing of the present one, from one of the present.
  struct Epoch: Sendable, Equatable {
    fileprivate var number = 0
  }

  private(set) var health = BindingHealth.pending
  /// The server's number, where the transport counts them.
  private(set) var generation: UInt64?
  /// How many servers came after the first.
  private(set) var restarts = 0
  /// The transport says that there is no server: only it can take that back.
  private(set) var isDown = false
  /// For how long a server that has come up must stay before it counts as ready, should it not answer a call before: a
  /// program that is broken is there for a moment too. Nil: it has done so, or there is none.
  private(set) var settlesIn: Duration?
  /// The present server has answered a call.
  private(set) var isProven = false
  private(set) var epoch = Epoch()
  private var unanswered = 0
  private var upSince: ContinuousClock.Instant?
  /// Servers in a row that went soon, and without having answered a call.
  private var brief = 0

  /// So many probes in a row without an answer are no slowness any more.
  private static let patience = 2
  /// What is enough for an interpreter to find that its program is broken.
  private static let firstTrial = Duration.milliseconds(300)
  /// After a server that did not last; doubled for each further one, so that what starts and ends again and again is not
  /// ready in between.
  private static let secondTrial = Duration.seconds(2)
  private static let longestTrial = Duration.seconds(30)
  /// A server that was there for so long was a good one.
  private static let lasting = Duration.seconds(60)

  /// A probe begins.
  func began() -> Epoch { epoch }

  mutating func apply(_ event: Event, at now: ContinuousClock.Instant = .now) {
    switch event {
    case .probed(let result, let began):
      guard began == epoch, !isDown else { return }
      if settlesIn != nil {
        // That it is there says the transport already.
        guard case .failed = result else { return }
        settlesIn = nil
      }
      health = judged(result)
    case .settled(let began):
      guard began == epoch, settlesIn != nil else { return }
      settlesIn = nil
      health = .ready
    case .presence(.up(let generation)):
      if let known = self.generation, known != generation { restarts += 1 }
      self.generation = generation
      beginAgain()
      isDown = false
      upSince = now
      if health.isIdle { health = .ready }
      if !health.isHealthy { settlesIn = trial }
    case .presence(.idle(let reason)):
      beginAgain()
      isDown = true
      health = .idle(reason)
    case .presence(.down(let reason)):
      if let upSince { brief = !isProven && now - upSince < Self.lasting ? brief + 1 : 0 }
      beginAgain()
      isDown = true
      health = .failed(reason)
    case .presence(.unknown):
      // Nothing is known any more: the next probe decides.
      guard isDown else { break }
      beginAgain()
      isDown = false
    case .answered:
      unanswered = 0
      guard !isDown else { break }
      isProven = true
      settlesIn = nil
      if !health.isHealthy { health = .ready }
    }
  }

  private var trial: Duration {
    brief == 0 ? Self.firstTrial : min(Self.secondTrial * (1 << min(brief - 1, 10)), Self.longestTrial)
  }

  private mutating func beginAgain() {
    epoch.number += 1
    unanswered = 0
    upSince = nil
    settlesIn = nil
    isProven = false
  }

  private mutating func judged(_ result: BindingHealth) -> BindingHealth {
    guard case .timedOut(let why) = result else {
      unanswered = 0
      return result
    }
    unanswered += 1
    // A server that is known to be broken is not better for being silent now.
    if case .failed = health { return .failed(why) }
    return unanswered < Self.patience ? result : .failed(why)
  }
}
