extension JSONRPCMessage {
  /// Whether two raw id tokens are the same JSON value: strings by their meaning, so `"a"` is `"\u0061"`; numbers by
  /// their bytes, and plain integers by their value, so `-0` is `0`. A string never equals a number.
  ///
  /// Whoever echoes an id may write it anew, so that comparing bytes alone would lose answers.
  public static func sameID(_ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer) -> Bool {
    if first.elementsEqual(second) { return true }
    if let first = text(in: first), let second = text(in: second) {
      return first.elementsEqual(second)
    }
    if let first = PlainInteger(first), let second = PlainInteger(second) { return first == second }
    return false
  }

  /// The meaning of a string token; nil for another token.
  private static func text(in token: UnsafeRawBufferPointer) -> CodePoints? {
    guard token.count >= 2, token.first == ASCII.quote, token.last == ASCII.quote else { return nil }
    return CodePoints(token, range: 1..<token.count - 1, resolvesEscapes: true)
  }
}

/// An integer of any length, compared without computing it.
private struct PlainInteger: Equatable {
  private let isNegative: Bool
  private let digits: Slice<UnsafeRawBufferPointer>

  /// Nil when `token` is anything but an optional minus and digits.
  init?(_ token: UnsafeRawBufferPointer) {
    let hasMinus = token.first == ASCII.minus
    let all = token.dropFirst(hasMinus ? 1 : 0)
    guard !all.isEmpty, all.allSatisfy(ASCII.isDigit) else { return nil }
    digits = all.drop { $0 == ASCII.zero }
    isNegative = hasMinus && !digits.isEmpty
  }

  static func == (first: PlainInteger, second: PlainInteger) -> Bool {
    first.isNegative == second.isNegative && first.digits.elementsEqual(second.digits)
  }
}
