/// Guesses which known word a person meant.
public enum NearMatch {
  /// Longer words are no typing mistakes of one another, and comparing them costs the product of their lengths.
  private static let longest = 64

  /// The candidate that `word` is most likely a misspelling of; nil when none is near.
  ///
  /// Letter case, and `-` for `_`, do not count. A missing, additional, wrong or swapped letter counts one; a word may be wrong
  /// in one letter of three, and in at most three. Of several equally near candidates the first counts.
  public static func of(_ word: String, in candidates: some Sequence<String>) -> String? {
    let wanted = letters(word)
    guard (1...longest).contains(wanted.count) else { return nil }
    let allowed = min(3, max(1, wanted.count / 3))
    var best: (word: String, distance: Int)?
    for candidate in candidates {
      let known = letters(candidate)
      guard (1...longest).contains(known.count), abs(known.count - wanted.count) <= allowed else { continue }
      let distance = distance(wanted, known)
      // As many mistakes as letters is another word.
      guard distance <= allowed, distance < max(wanted.count, known.count), distance < best?.distance ?? .max else {
        continue
      }
      best = (candidate, distance)
    }
    return best?.word
  }

  private static func letters(_ word: String) -> [UInt8] {
    word.utf8.map { byte in
      switch byte {
      case 65...90: byte + 32
      case 45: 95
      default: byte
      }
    }
  }

  /// The optimal string alignment distance: Levenshtein's, with neighbours that changed places as one mistake.
  private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for (row, letter) in left.enumerated() {
      var current = [row + 1]
      for (column, other) in right.enumerated() {
        var cost = min(last[column + 1], current[column]) + 1
        cost = min(cost, last[column] + (letter == other ? 0 : 1))
        if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
          cost = min(cost, beforeLast[column - 1] + 1)
        }
        current.append(cost)
      }
      (beforeLast, last) = (last, current)
    }
    return last[right.count]
  }
}
