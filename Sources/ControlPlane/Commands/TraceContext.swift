/// The caller's place in a distributed trace (W3C Trace Context, version 00), as a poll brings it.
struct TraceContext: Sendable, Equatable {
  let parent: String
  let state: String?

  private static let longestState = 512
  private static let mostMembers = 32

  /// Nil when either is not to the letter: half a trace is worse than none.
  init?(parent: String, state: String?) {
    guard Self.isParent(parent), state.map(Self.isState) ?? true else { return nil }
    self.parent = parent
    self.state = state
  }

  /// `00-<32 hex>-<16 hex>-<2 hex>`; an id of zeros only is none.
  private static func isParent(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard text.utf8.count == 55, parts.count == 4, parts.map(\.utf8.count) == [2, 32, 16, 2] else { return false }
    let isHex = parts.allSatisfy { $0.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) } }
    return isHex && parts[0] == "00" && parts[1...2].allSatisfy { $0.contains { $0 != "0" } }
  }

  private static func isState(_ text: String) -> Bool {
    guard text.utf8.count <= longestState else { return false }
    var keys: Set<Substring> = []
    for part in text.split(separator: ",") {
      let member = part.trimmingBlanks()
      if member.isEmpty { continue }
      guard let equals = member.firstIndex(of: "="), isKey(member[..<equals]),
        isValue(member[member.index(after: equals)...]), keys.insert(member[..<equals]).inserted
      else { return false }
    }
    return keys.count <= mostMembers
  }

  /// A vendor, or a tenant at a vendor.
  private static func isKey(_ key: Substring) -> Bool {
    let parts = key.split(separator: "@", omittingEmptySubsequences: false)
    let isWord = { (word: Substring, longest: Int, mayStartWithDigit: Bool) -> Bool in
      guard let first = word.utf8.first, word.utf8.count <= longest else { return false }
      let isLetter = (97...122).contains(first)
      return (isLetter || (mayStartWithDigit && (48...57).contains(first)))
        && word.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || "_-*/".utf8.contains($0) }
    }
    switch parts.count {
    case 1: return isWord(parts[0], 256, false)
    case 2: return isWord(parts[0], 241, true) && isWord(parts[1], 14, false)
    default: return false
    }
  }

  private static func isValue(_ value: Substring) -> Bool {
    (1...256).contains(value.utf8.count)
      && value.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "=") }
  }
}

extension Substring {
  fileprivate func trimmingBlanks() -> Substring {
    var text = drop { $0 == " " || $0 == "\t" }
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return text
  }
}
