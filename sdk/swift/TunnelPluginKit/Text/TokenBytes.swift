/// The bytes that a header name may consist of (RFC 9110 §5.6.2), as a bit set.
struct TokenBytes: Sendable {
  static let all = TokenBytes()

  private var low: UInt64 = 0
  private var high: UInt64 = 0

  private init() {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    for byte in "0123456789!#$%&'*+-.^_`|~\(letters)".utf8 {
      if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte - 64) }
    }
  }

  func contains(_ byte: UInt8) -> Bool {
    switch byte {
    case ..<64: low >> UInt64(byte) & 1 == 1
    case ..<128: high >> UInt64(byte - 64) & 1 == 1
    default: false
    }
  }
}
