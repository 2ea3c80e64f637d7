/// One part of a ``VersionConstraint``, such as `>=1.2` or `~1.4.2`.
struct VersionClause {
  private let clause: String
  private let whole: String

  init(_ clause: String, in whole: String) {
    self.clause = clause
    self.whole = whole
  }

  mutating func bounds() throws(VersionConstraint.Malformed) -> [VersionConstraint.Bound] {
    guard let sign = ["", ">=", "<=", ">", "<", "=", "^", "~"].last(where: { clause.hasPrefix($0) && !isCut($0) })
    else {
      throw malformed("it begins with an unknown sign")
    }
    let partial = try partial(clause.dropFirst(sign.count))
    let first = partial.first
    switch sign {
    case ">=": return [.least(first)]
    case "<": return [.below(first)]
    case ">": return partial.isWhole ? [.above(first)] : try [.least(next(partial, after: partial.last))]
    case "<=": return partial.isWhole ? [.most(first)] : try [.below(next(partial, after: partial.last))]
    case "^":
      // What does not change the first number that is not 0 (node-semver, Cargo).
      let significant = first.major > 0 || partial.last == 0 ? 0 : (first.minor > 0 || partial.last == 1 ? 1 : 2)
      return try range(partial, upTo: significant)
    case "~": return try range(partial, upTo: min(1, partial.last))
    default: return partial.isWhole ? [.equal(first)] : try range(partial, upTo: partial.last)
    }
  }

  /// `>` is not the sign of `>=1`.
  private func isCut(_ sign: String) -> Bool {
    (sign == ">" || sign == "<") && clause.dropFirst(sign.count).first == "="
      || sign.isEmpty && "<>=^~".contains(clause.first ?? " ")
  }

  /// A version of which the last numbers may be missing, or `x` or `*`.
  private struct Partial {
    var numbers: [UInt64]
    var exact: SemanticVersion?

    var isWhole: Bool { exact != nil }
    /// The index of the last number that is there; -1: none.
    var last: Int { numbers.count - 1 }
    /// The smallest version that it stands for.
    var first: SemanticVersion { exact ?? SemanticVersion(at(0), at(1), at(2)) }

    private func at(_ index: Int) -> UInt64 { index < numbers.count ? numbers[index] : 0 }
  }

  private func partial(_ text: Substring) throws(VersionConstraint.Malformed) -> Partial {
    guard !text.isEmpty else { throw malformed("a version is missing") }
    if let exact = SemanticVersion(String(text)) {
      return Partial(numbers: [exact.major, exact.minor, exact.patch], exact: exact)
    }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 3 else { throw malformed("\"\(text)\" is no version, which is three numbers like 1.4.2") }
    var numbers: [UInt64] = []
    var isOpen = false
    for part in parts {
      if part == "x" || part == "X" || part == "*" {
        isOpen = true
      } else if let number = SemanticVersion.number(part), !isOpen {
        numbers.append(number)
      } else {
        throw malformed("\"\(text)\" is no version, which is three numbers like 1.4.2")
      }
    }
    return Partial(numbers: numbers, exact: nil)
  }

  /// From the version on, up to where the number at `index` changes; everything when there is no such number.
  private func range(_ partial: Partial, upTo index: Int) throws(VersionConstraint.Malformed) -> [VersionConstraint
    .Bound]
  {
    guard index >= 0, partial.last >= 0 else { return [] }
    return try [.least(partial.first), .below(next(partial, after: min(index, partial.last)))]
  }

  private func next(_ partial: Partial, after index: Int) throws(VersionConstraint.Malformed) -> SemanticVersion {
    guard partial.last >= 0 else { throw malformed("it leaves no version; write * for any") }
    let first = partial.first
    let numbers = [first.major, first.minor, first.patch]
    guard numbers[index] < .max else { throw malformed("its numbers are too large") }
    switch index {
    case 0: return SemanticVersion(numbers[0] + 1, 0, 0)
    case 1: return SemanticVersion(numbers[0], numbers[1] + 1, 0)
    default: return SemanticVersion(numbers[0], numbers[1], numbers[2] + 1)
    }
  }

  private func malformed(_ why: String) -> VersionConstraint.Malformed {
    VersionConstraint.Malformed(
      description: "\(VersionConstraint.quoted(whole)) is no version constraint: \(why);"
        + " write 1.2.3, \">=1.2, <2\", ^1.4, ~1.4.2, 1.x or *")
  }
}
