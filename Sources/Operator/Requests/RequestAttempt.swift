/// One POST of a command's terminal answer.
public struct RequestAttempt: Sendable, Equatable {
  /// When it began, in microseconds after the command came.
  public var start: Int64
  /// How long it took, in microseconds; negative: under way.
  public var duration: Int64 = -1
  /// The service's status; 0: it gave none.
  public var status = 0
  /// Why it failed; empty when it did not.
  public var error = ""

  /// One that begins.
  public init(start: Int64) {
    self.start = start
  }
}
