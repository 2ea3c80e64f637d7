/// The handle of an exchange: dead after `finish`, or once the host cancelled it.
public struct ExchangeID: RawRepresentable, Hashable, Sendable {
  public let rawValue: UInt64

  public init(rawValue: UInt64) {
    self.rawValue = rawValue
  }
}
