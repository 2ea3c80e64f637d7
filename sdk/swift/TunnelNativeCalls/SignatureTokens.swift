/// The words and marks of a C declaration.
struct SignatureTokens {
  private(set) var tokens: [String] = []

  init(_ text: String) throws(NativeProblem) {
    var word = ""
    func isOfWord(_ scalar: Unicode.Scalar) -> Bool {
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "_": true
      default: false
      }
    }
    for scalar in text.unicodeScalars {
      if isOfWord(scalar) || (scalar == "." && (word.isEmpty || word.first == ".")) {
        word.unicodeScalars.append(scalar)
        continue
      }
      try take(&word)
      switch scalar {
      case " ", "\t", "\n", "\r": break
      case "(", ")", ",", "*", ";": tokens.append(String(scalar))
      case "[": throw NativeProblem("arrays are not offered; write bytes for a pointer and a length")
      default:
        let code = String(scalar.value, radix: 16, uppercase: true)
        throw NativeProblem("the signature has a character that C does not have there: U+\(code)")
      }
    }
    try take(&word)
  }

  private mutating func take(_ word: inout String) throws(NativeProblem) {
    guard let first = word.unicodeScalars.first else { return }
    guard word == "..." || (first != "." && !("0"..."9").contains(first)) else {
      throw NativeProblem("\"\(word)\" is no name")
    }
    tokens.append(word)
    word = ""
  }
}
