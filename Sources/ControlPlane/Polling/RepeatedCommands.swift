import CurlHTTP

/// Knows the commands again that come a second time while a poll that was given up may still be answered, or soon after:
/// the service may have handed out anew what it took for lost. Each of them is worked on once. Pure.
///
/// At other times nothing is remembered.
struct RepeatedCommands: Sendable {
  /// For so long after a late answer its commands are known again.
  private static let memory = Duration.seconds(60)
  /// What a few dozen full answers bring; more is not remembered.
  private static let mostRequests = 4096

  private var requests: Set<String> = []
  /// How many are followed.
  private(set) var latePolls = 0
  private var until: ContinuousClock.Instant?

  /// A poll was given up, and is followed.
  mutating func followingBegan() { latePolls += 1 }

  mutating func followingEnded(at now: ContinuousClock.Instant) {
    latePolls -= 1
    until = now + Self.memory
  }

  /// Takes out what came before, and says how many these were.
  mutating func remove(from items: inout [PolledItem], at now: ContinuousClock.Instant) -> Int {
    if latePolls == 0 {
      guard let until else { return 0 }
      guard now < until else {
        self.until = nil
        requests = []
        return 0
      }
    }
    let count = items.count
    items.removeAll { item in
      switch item {
      case .command(let command), .rejected(let command, _): isRepeated(command.requestID)
      case .dropped: false
      }
    }
    return count - items.count
  }

  private mutating func isRepeated(_ requestID: String) -> Bool {
    guard requests.count < Self.mostRequests else { return requests.contains(requestID) }
    return !requests.insert(requestID).inserted
  }
}
