/// A decimal numeral as JSON writes it (RFC 8259 §6), looked at digit by digit: no binary number comes in between.
struct ExactNumeral {
  /// More digits than any integer type has; also bounds what a large exponent may make of a short text.
  private static let mostDigits = 20

  private let isNegative: Bool
  /// All digits, without the point.
  private let digits: [UInt8]
  /// How many of them stand before the point; may lie outside of them.
  private let point: Int

  init?(_ text: String) {
    var rest = Array(text.utf8)[...]
    isNegative = rest.first == UInt8(ascii: "-")
    if isNegative { rest.removeFirst() }
    let whole = rest.prefix(while: \.isDigit)
    guard !whole.isEmpty else { return nil }
    rest = rest.dropFirst(whole.count)
    var fraction = rest.prefix(0)
    if rest.first == UInt8(ascii: ".") {
      fraction = rest.dropFirst().prefix(while: \.isDigit)
      guard !fraction.isEmpty else { return nil }
      rest = rest.dropFirst(1 + fraction.count)
    }
    var exponent = 0
    if rest.first.map({ $0 | 0x20 == UInt8(ascii: "e") }) == true {
      let text = String(decoding: rest.dropFirst(), as: UTF8.self)
      // An exponent of so many digits is of no number that anyone means.
      guard text.utf8.count <= 6, let value = Int(text) else { return nil }
      exponent = value
      rest = []
    }
    guard rest.isEmpty else { return nil }
    digits = Array(whole + fraction)
    point = whole.count + exponent
  }

  /// The decimal text of the value, when it is an integer of at most 20 digits.
  var integer: String? {
    let fraction = point < digits.count ? digits[max(0, point)...] : []
    guard fraction.allSatisfy({ $0 == UInt8(ascii: "0") }) else { return nil }
    let whole = digits.prefix(max(0, point)).drop { $0 == UInt8(ascii: "0") }
    guard !whole.isEmpty else { return "0" }
    let zeros = max(0, point - digits.count)
    guard whole.count + zeros <= Self.mostDigits else { return nil }
    let text = String(decoding: whole, as: UTF8.self) + String(repeating: "0", count: zeros)
    return isNegative ? "-" + text : text
  }
}

extension UInt8 {
  fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
