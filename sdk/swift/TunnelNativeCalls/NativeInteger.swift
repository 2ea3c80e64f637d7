/// An integer type of C with a fixed width.
public enum NativeInteger: String, Sendable, CaseIterable {
  case int8, int16, int32, int64, uint8, uint16, uint32, uint64

  public var isSigned: Bool {
    switch self {
    case .int8, .int16, .int32, .int64: true
    case .uint8, .uint16, .uint32, .uint64: false
    }
  }

  /// Of `Int64`, when signed.
  public var signedRange: ClosedRange<Int64> {
    switch self {
    case .int8: Int64(Int8.min)...Int64(Int8.max)
    case .int16: Int64(Int16.min)...Int64(Int16.max)
    case .int32: Int64(Int32.min)...Int64(Int32.max)
    default: Int64.min...Int64.max
    }
  }

  /// The largest value, when unsigned.
  public var unsignedMaximum: UInt64 {
    switch self {
    case .uint8: UInt64(UInt8.max)
    case .uint16: UInt64(UInt16.max)
    case .uint32: UInt64(UInt32.max)
    default: UInt64.max
    }
  }

  /// Decimal; 0 for unsigned types.
  public var minimum: String { isSigned ? String(signedRange.lowerBound) : "0" }
  /// Decimal.
  public var maximum: String { isSigned ? String(signedRange.upperBound) : String(unsignedMaximum) }

  /// Whether it has values that a JSON reader with double precision cannot tell from their neighbours.
  public var exceedsDoublePrecision: Bool { self == .int64 || self == .uint64 }

  /// The value of a numeral without loss; nil when it is none, has a fraction, or is out of range.
  public func value(_ numeral: String) -> NativeValue? {
    guard let digits = ExactNumeral(numeral)?.integer else { return nil }
    if isSigned {
      guard let number = Int64(digits), signedRange.contains(number) else { return nil }
      return .signed(number)
    }
    guard let number = UInt64(digits), number <= unsignedMaximum else { return nil }
    return .unsigned(number)
  }
}
