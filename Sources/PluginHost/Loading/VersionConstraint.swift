/// Which versions of a plugin an operator accepts: `1.2.3`, `>=1.2, <2`, `^1.4`, `~1.4.2`, `1.x` or `*`.
public struct VersionConstraint: Sendable, Hashable, CustomStringConvertible {
  /// A text that is no constraint. One sentence for a person.
  public struct Malformed: Error, Sendable, CustomStringConvertible {
    public let description: String
  }

  enum Bound: Sendable, Hashable {
    case equal(SemanticVersion)
    case least(SemanticVersion)
    case above(SemanticVersion)
    case most(SemanticVersion)
    case below(SemanticVersion)
  }

  /// As the operator wrote it.
  public let description: String
  /// All of them hold.
  let bounds: [Bound]

  init(description: String, bounds: [Bound]) {
    self.description = description
    self.bounds = bounds
  }

  /// Reads a constraint; its parts are separated by commas, and all of them have to hold.
  public static func parse(_ text: String) throws(Malformed) -> VersionConstraint {
    guard text.utf8.count <= 512 else { throw Malformed(description: "a version constraint of this length is none") }
    var bounds: [Bound] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let words = part.split(whereSeparator: \.isWhitespace)
      let clause = words.joined()
      // `>= 1.2` is one clause, `1.2 1.3` is a forgotten comma.
      let isOperator = { (word: Substring) in word.allSatisfy { "<>=^~".contains($0) } }
      guard words.count <= 1 || (words.count == 2 && isOperator(words[0])) else {
        throw Malformed(description: "\(quoted(text)) is no version constraint: separate its parts by commas")
      }
      var reader = VersionClause(clause, in: text)
      bounds += try reader.bounds()
    }
    return VersionConstraint(description: text, bounds: bounds)
  }

  /// Whether a version is accepted. A pre-release is so only when a bound names a pre-release of the same version:
  /// `^1.4` does not mean `2.0.0-rc.1`, nor `1.5.0-rc.1`.
  public func accepts(_ version: SemanticVersion) -> Bool {
    if !version.prerelease.isEmpty {
      let isNamed = bounds.contains { bound in
        let named = bound.version
        return !named.prerelease.isEmpty && named.major == version.major && named.minor == version.minor
          && named.patch == version.patch
      }
      guard isNamed else { return false }
    }
    return bounds.allSatisfy { bound in
      switch bound {
      case .equal(let other): version == other
      case .least(let other): version >= other
      case .above(let other): version > other
      case .most(let other): version <= other
      case .below(let other): version < other
      }
    }
  }

  static func quoted(_ text: String) -> String { "\"\(text)\"" }
}

extension VersionConstraint.Bound {
  var version: SemanticVersion {
    switch self {
    case .equal(let version), .least(let version), .above(let version), .most(let version), .below(let version): version
    }
  }
}
