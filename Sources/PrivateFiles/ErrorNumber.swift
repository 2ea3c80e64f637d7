import Glibc

/// What the system answered.
public struct ErrorNumber: Error {
  /// An `errno`.
  public let number: CInt

  /// Of a call that just failed.
  public init(_ number: CInt) {
    self.number = number
  }

  /// In the system's words.
  public var text: String { String(cString: strerror(number)) }
}
