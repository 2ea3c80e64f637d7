/// How much of one stream of events may be on its way from a plugin's process to its reader. Pure.
///
/// What does not fit waits in the plugin's process, where the plugin is told to wait: nothing grows with a slow reader.
struct EventWindow: Sendable, Equatable {
  static let mostEvents = 64
  static let mostBytes = 256 << 10

  private(set) var events = 0
  private(set) var bytes = 0

  /// Whether an event may be sent now. One alone may always: no event is larger than what may wait on either side.
  func fits(_ size: Int) -> Bool {
    events == 0 || events < Self.mostEvents && bytes + size <= Self.mostBytes
  }

  mutating func sent(_ size: Int) {
    events += 1
    bytes += size
  }

  /// The reader is done with one.
  mutating func taken(_ size: Int) {
    events = max(0, events - 1)
    bytes = max(0, bytes - size)
  }
}
