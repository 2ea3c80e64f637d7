import CurlHTTP

/// One request under way at a plugin, and all who wait for it.
@NetworkLoop
final class CredentialFlight {
  /// A provider that says nothing for so long has failed.
  static let longest = Duration.seconds(60)

  var handle: UInt64 = 0
  /// Runs when the plugin is to stop the work.
  var whenAbandoned: (@NetworkLoop () -> Void)?
  private var waiters: [CredentialWaiter] = []
  /// It was begun before anybody needed it, and goes on without anybody.
  private let isAhead: Bool
  private var limit: LoopTimer?

  init(isAhead: Bool) {
    self.isAhead = isAhead
  }

  func begin(timeout: AuthFailure) {
    limit = NetworkLoop.schedule(after: Self.longest) { [weak self] in
      self?.whenAbandoned?()
      self?.land(.failure(timeout))
    }
  }

  func add(_ waiter: CredentialWaiter, until deadline: ContinuousClock.Instant?, timeout: AuthFailure) {
    waiters.append(waiter)
    waiter.wait(until: deadline, timeout: timeout) { [weak self] waiter in self?.remove(waiter) }
  }

  /// All get the answer, in the order in which they came.
  func land(_ result: Result<Credential, AuthFailure>) {
    limit?.cancel()
    whenAbandoned = nil
    let waiters = waiters
    self.waiters = []
    for waiter in waiters { waiter.resolve(result) }
  }

  private func remove(_ waiter: CredentialWaiter) {
    waiters.removeAll { $0 === waiter }
    guard waiters.isEmpty, !isAhead, let whenAbandoned else { return }
    limit?.cancel()
    self.whenAbandoned = nil
    whenAbandoned()
  }
}
