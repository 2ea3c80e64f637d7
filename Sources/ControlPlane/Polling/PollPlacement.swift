/// Where the service wants the next poll to go (`wrong-cluster-v1`, user needs 4.1): a token that it hands out with a
/// correction and that the polls then carry. Pure; ``Session`` performs it. Kept in memory only, one for all pollers.
struct PollPlacement: Sendable {
  /// What a poll starts with. Its outcome counts only as long as the placement is still the same: a late answer must
  /// not overwrite what a newer one taught.
  struct Ticket: Sendable, Equatable {
    let token: String?
    fileprivate let generation: Int
  }

  /// After so many corrections without a successful poll in between, or failures at one placement, we start over.
  private static let patience = 3

  private var token: String?
  private var generation = 0
  /// The newest correction ever seen. Outlives the token: only it may bring the same revision back.
  private var newest: PollCorrection?
  private var corrections = 0
  private var failures = 0

  /// For the next poll.
  var ticket: Ticket { Ticket(token: token, generation: generation) }

  /// 200 or 204: keeps the token, never learns one.
  mutating func succeeded(_ ticket: Ticket) {
    guard ticket.generation == generation else { return }
    corrections = 0
    failures = 0
  }

  mutating func corrected(by correction: PollCorrection, _ ticket: Ticket) {
    guard ticket.generation == generation else { return }
    corrections += 1
    learn(correction)
    guard corrections >= Self.patience else { return }
    corrections = 0
    place(nil)
  }

  private mutating func learn(_ correction: PollCorrection) {
    guard let newest, correction.revision <= newest.revision else {
      newest = correction
      return place(correction.token)
    }
    guard correction.revision == newest.revision else { return }
    // One revision with two tokens contradicts itself.
    place(correction.token == newest.token ? correction.token : nil)
  }

  /// No answer, 408 or 5xx. Nothing else speaks against the placement: not a refused key, not a rate limit, not an
  /// answer that makes no sense.
  mutating func failed(_ ticket: Ticket) {
    guard ticket.generation == generation, token != nil else { return }
    failures += 1
    if failures >= Self.patience { place(nil) }
  }

  private mutating func place(_ token: String?) {
    failures = 0
    guard token != self.token else { return }
    self.token = token
    generation += 1
  }
}
