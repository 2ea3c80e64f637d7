/// How many commands each of several polls may ask for, so that all of them together never ask for more than there is
/// room for (dataplane spec PL-01). Pure.
struct RoomShares: Sendable {
  /// The service hands out at most so many commands at once (dataplane spec GEN-06).
  private static let batchLimit = 25

  let pollers: Int
  /// What the polls under way have asked for.
  private(set) var asked = 0

  /// A fair share of the room, marked as asked for; nil when others have asked for all of it.
  mutating func take(of room: Int) -> Int? {
    let fair = (room + pollers - 1) / pollers
    let share = min(room - asked, fair, Self.batchLimit)
    guard share > 0 else { return nil }
    asked += share
    return share
  }

  /// A poll ended; what it brought takes room of its own.
  mutating func give(back share: Int) {
    asked -= share
  }
}
