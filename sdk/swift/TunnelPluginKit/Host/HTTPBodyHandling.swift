/// What is wanted done with the body of an answer.
public enum HTTPBodyHandling: UInt32, Sendable {
  /// Read and drop it.
  case discard = 0
  /// Piece by piece, as it comes.
  case stream = 1
  /// One buffer at the end, without copying it again.
  case collect = 2
  /// No interest: end the request now.
  case cancel = 3
}
