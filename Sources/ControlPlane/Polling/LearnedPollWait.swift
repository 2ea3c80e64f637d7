/// What a proxy on the way taught about how long it leaves a quiet connection alone (user needs 4.4): a poll that was
/// cut off makes the later ones shorter, and nothing makes them longer again. Pure.
struct LearnedPollWait: Sendable {
  private static let floor = Duration.seconds(5)

  private var learned: Duration?

  /// How long the service may hold the next poll on this way, `ceiling` at most.
  func wait(atMost ceiling: Duration) -> Duration {
    min(ceiling, learned ?? ceiling)
  }

  /// A poll that the service was allowed to hold for `asked` was cut off after `elapsed`, before any answer.
  ///
  /// A cut within the floor cannot be told from a proxy that restarts: it only halves the wait. A later one says how
  /// long the proxy waits, and we stay a fifth below it.
  mutating func lost(after elapsed: Duration, asked: Duration) {
    guard asked > Self.floor else { return }
    let wish = elapsed < Self.floor ? asked / 2 : elapsed * 4 / 5
    learned = max(Self.floor, min(wish, learned ?? asked))
  }
}
