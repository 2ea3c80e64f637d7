/// A random secret that lets a peer on another machine in (W-36). New with every start.
public struct AccessToken: Sendable {
  /// 64 hexadecimal digits.
  public let text: String

  /// 256 bits from the system's generator.
  public init() {
    var generator = SystemRandomNumberGenerator()
    text = (0..<4).map { _ in
      let digits = String(generator.next(), radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  /// Takes the same time for every guess of the right length.
  func matches(_ guess: some StringProtocol) -> Bool {
    guard guess.utf8.count == text.utf8.count else { return false }
    return zip(guess.utf8, text.utf8).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
