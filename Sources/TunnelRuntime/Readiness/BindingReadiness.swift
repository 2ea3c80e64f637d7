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
  private var epoch = Epoch()
  private var unanswered = 0

  /// So many probes in a row without an answer are no slowness any more.
  private static let patience = 2

  /// A probe begins.
  func began() -> Epoch { epoch }

  mutating func apply(_ event: Event) {
    switch event {
    case .probed(let result, let began):
      guard began == epoch, !isDown else { return }
      health = judged(result)
    case .presence(.up(let generation)):
      if let known = self.generation, known != generation { restarts += 1 }
      self.generation = generation
      beginAgain()
      isDown = false
      if !health.isHealthy || health.isIdle { health = .ready }
    case .presence(.idle(let reason)):
      beginAgain()
      isDown = true
      health = .idle(reason)
    case .presence(.down(let reason)):
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
      if !isDown, !health.isHealthy { health = .ready }
    }
  }

  private mutating func beginAgain() {
    epoch.number += 1
    unanswered = 0
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
