/// Text that nobody can guess, and the comparison that tells nobody how close a guess was.
enum Secret {
  private static let digits = Array("0123456789abcdef".utf8)

  /// 256 bits from the kernel's generator, in hexadecimal.
  static func make() -> String {
    var generator = SystemRandomNumberGenerator()
    var text: [UInt8] = []
    for _ in 0..<4 {
      let word = generator.next()
      for shift in stride(from: 60, through: 0, by: -4) { text.append(digits[Int(word >> UInt64(shift) & 15)]) }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Takes as long whatever is different; only the lengths may show.
  static func isEqual(_ first: String, _ second: String) -> Bool {
    let (first, second) = (Array(first.utf8), Array(second.utf8))
    guard first.count == second.count else { return false }
    return zip(first, second).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
