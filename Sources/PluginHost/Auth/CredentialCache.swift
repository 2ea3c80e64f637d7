/// The credentials that a provider has supplied, and when to ask for the next. Pure: it is told the time.
struct CredentialCache {
  enum Lookup: Equatable {
    case good(Credential)
    /// Still good, but it is time to ask for the next one.
    case aging(Credential)
    /// The provider has to be asked, for this reason.
    case missing(CredentialQuery.Reason)
  }

  private struct Entry {
    var credential: Credential
    /// Nil: never.
    var refreshAt: ContinuousClock.Instant?
  }

  /// Refusals without a single success between them.
  private struct Refusals {
    var count: Int
    var last: ContinuousClock.Instant
  }

  private var entries: [CredentialQuery: Entry] = [:]
  private var refusals: [CredentialQuery: Refusals] = [:]
  private var reasons: [CredentialQuery: CredentialQuery.Reason] = [:]

  /// A credential is refreshed when a tenth of its life is left, but not earlier than this before its end.
  static let longestMargin = Duration.seconds(30)
  /// After a refresh that failed.
  static let retryPause = Duration.seconds(1)

  func lookup(_ query: CredentialQuery, at now: ContinuousClock.Instant) -> Lookup {
    guard let entry = entries[query] else { return .missing(reasons[query] ?? .first) }
    if let expiry = entry.credential.expiry, expiry <= now { return .missing(.refresh) }
    if let refreshAt = entry.refreshAt, refreshAt <= now { return .aging(entry.credential) }
    return .good(entry.credential)
  }

  /// Secrets are asked for once, and are not kept.
  mutating func store(_ credential: Credential, for query: CredentialQuery, at now: ContinuousClock.Instant) {
    reasons[query] = nil
    guard query.purpose != .secret else { return }
    entries[query] = Entry(
      credential: credential, refreshAt: credential.expiry.map { $0 - min(($0 - now) / 10, Self.longestMargin) })
  }

  /// A refresh ahead of time failed: not again at the next call.
  mutating func refreshFailed(_ query: CredentialQuery, at now: ContinuousClock.Instant) {
    guard let refreshAt = entries[query]?.refreshAt, refreshAt <= now else { return }
    entries[query]?.refreshAt = now + Self.retryPause
  }

  /// The longest time for which a credential that a server refuses is not exchanged for another one.
  static let longestRefusalPause = Duration.seconds(60)

  /// A server refused `credential`. One that came after it stays: of all the calls that were refused with the old one
  /// only the first costs a new one. A server that refuses the new ones, too, costs ever fewer: one after a second, two,
  /// four and so on.
  ///
  /// - Returns: whether another one is to be had.
  mutating func challenge(
    _ query: CredentialQuery, _ credential: Credential?, status: Int, header: String, at now: ContinuousClock.Instant
  ) -> Bool {
    guard let entry = entries[query], credential == nil || entry.credential == credential else { return true }
    let before = refusals[query]
    if let before {
      let pause = min(Duration.seconds(1 << min(before.count - 1, 6)), Self.longestRefusalPause)
      guard now >= before.last + pause else { return false }
    }
    refusals[query] = Refusals(count: (before?.count ?? 0) + 1, last: now)
    entries[query] = nil
    reasons[query] = .challenge(status: status, header: header)
    return true
  }

  /// A server took a credential: the next refusal is a new story.
  mutating func accepted(_ query: CredentialQuery) {
    if !refusals.isEmpty { refusals[query] = nil }
  }
}
