import CurlHTTP

/// One call or probe that goes out with a credential: it waits for one, and goes out once more when the server refuses it
/// with HTTP 401 and nothing of the answer was passed on.
@NetworkLoop
final class AuthorizedCall: ExchangeReceiver {
  /// Hands the call to the plugin with these headers added; nil: the plugin refused it.
  typealias Start = @NetworkLoop (Credential?, any ExchangeReceiver) -> UInt64?

  private let provider: AuthProvider
  private let query: CredentialQuery
  private let deadline: ContinuousClock.Instant?
  private let receiver: any ExchangeReceiver
  private let start: Start
  private let isApplied: @NetworkLoop (Credential) -> Bool
  private let whenOver: @NetworkLoop () -> Void

  private var waiter: CredentialWaiter?
  /// The exchange at the plugin.
  private(set) var handle: UInt64?
  /// What the server refused, and what it said, while it is decided whether to ask again.
  private var refusal: (header: String, events: [ExchangeEvent])?
  private var used: Credential?
  private var hasRepeated = false
  private var isOver = false
  private var attempt = 0

  init(
    _ provider: AuthProvider, _ query: CredentialQuery, deadline: ContinuousClock.Instant?,
    receiver: any ExchangeReceiver, isApplied: @escaping @NetworkLoop (Credential) -> Bool,
    start: @escaping Start, whenOver: @escaping @NetworkLoop () -> Void
  ) {
    self.provider = provider
    self.query = query
    self.deadline = deadline
    self.receiver = receiver
    self.isApplied = isApplied
    self.start = start
    self.whenOver = whenOver
  }

  /// False when the plugin refused the call at once; no event will come then.
  func begin() -> Bool {
    guard let credential = provider.cached(query) else {
      ask()
      return true
    }
    return send(credential)
  }

  /// Takes the call back; no event comes for it any more. The handle of its exchange, when it has one.
  func withdraw() -> UInt64? {
    let handle = handle
    waiter?.cancel()
    end()
    return handle
  }

  private func ask() {
    waiter = provider.request(query, deadline: deadline) { [weak self] result in
      // Later: the caller does not know its exchange yet.
      NetworkLoop.execute { self?.got(result) }
    }
  }

  private func got(_ result: Result<Credential, AuthFailure>) {
    guard !isOver else { return }
    waiter = nil
    switch result {
    case .success(let credential):
      guard !send(credential) else { return }
      fail(ExchangeOutcome(.internal, detail: "the plugin refused the call"))
    case .failure(let failure):
      var outcome = ExchangeOutcome(
        failure.reason == .timeout ? .timeout : .internal, kind: "auth_unavailable", detail: failure.description)
      outcome.authPlugin = failure.pluginID
      fail(outcome)
    }
  }

  private func fail(_ outcome: ExchangeOutcome) {
    end()
    receiver.receive(.finished(outcome))
  }

  private func send(_ credential: Credential) -> Bool {
    used = isApplied(credential) ? credential : nil
    attempt += 1
    guard let handle = start(credential, Events(self, attempt)) else {
      end()
      return false
    }
    self.handle = handle
    return true
  }

  private func end() {
    guard !isOver else { return }
    isOver = true
    handle = nil
    whenOver()
  }

  func receive(_ event: ExchangeEvent) {
    guard !isOver else { return }
    if case .head(401, let headers) = event, used != nil, !hasRepeated {
      refusal = (headers.all("www-authenticate").joined(separator: ", "), [event])
      return
    }
    if case .head(let status, _) = event, status != 401, used != nil { provider.accepted(query) }
    guard refusal != nil else { return pass(event) }
    refusal?.events.append(event)
    guard case .finished(let outcome) = event, let refusal else { return }
    self.refusal = nil
    guard outcome.failure == .none else {
      for event in refusal.events { pass(event) }
      return
    }
    guard provider.challenge(query, used, status: 401, header: refusal.header) else {
      for event in refusal.events { pass(event) }
      return
    }
    hasRepeated = true
    handle = nil
    ask()
  }

  private func pass(_ event: ExchangeEvent) {
    if case .finished = event { end() }
    receiver.receive(event)
  }

  /// Tells the events of one attempt from those of another.
  private final class Events: ExchangeReceiver {
    private let call: AuthorizedCall
    private let attempt: Int

    init(_ call: AuthorizedCall, _ attempt: Int) {
      self.call = call
      self.attempt = attempt
    }

    func receive(_ event: ExchangeEvent) {
      if attempt == call.attempt { call.receive(event) }
    }
  }
}
