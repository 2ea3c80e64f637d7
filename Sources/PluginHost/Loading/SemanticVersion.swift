/// A version of semver.org 2.0.0, ordered by its rules.
public struct SemanticVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
  public let major: UInt64
  public let minor: UInt64
  public let patch: UInt64
  /// `rc.1`; empty for a release.
  public let prerelease: [String]
  /// Not part of the order.
  public let build: String

  public init(_ major: UInt64, _ minor: UInt64, _ patch: UInt64, prerelease: [String] = [], build: String = "") {
    self.major = major
    self.minor = minor
    self.patch = patch
    self.prerelease = prerelease
    self.build = build
  }

  /// nil: the text is no semantic version.
  public init?(_ text: String) {
    guard text.utf8.count <= 256 else { return nil }
    var rest = text[...]
    var build = ""
    if let plus = rest.firstIndex(of: "+") {
      build = String(rest[rest.index(after: plus)...])
      guard build.split(separator: ".", omittingEmptySubsequences: false).allSatisfy(Self.isIdentifier) else {
        return nil
      }
      rest = rest[..<plus]
    }
    var prerelease: [String] = []
    if let dash = rest.firstIndex(of: "-") {
      let parts = rest[rest.index(after: dash)...].split(separator: ".", omittingEmptySubsequences: false)
      let areValid = parts.allSatisfy { part in
        Self.isIdentifier(part) && (!Self.isDigits(part) || part == "0" || part.first != "0")
      }
      guard areValid else { return nil }
      prerelease = parts.map(String.init)
      rest = rest[..<dash]
    }
    let numbers = rest.split(separator: ".", omittingEmptySubsequences: false).map { Self.number($0) }
    guard numbers.count == 3, let major = numbers[0], let minor = numbers[1], let patch = numbers[2] else { return nil }
    self.init(major, minor, patch, prerelease: prerelease, build: build)
  }

  /// A number without leading zeros.
  static func number(_ text: Substring) -> UInt64? {
    guard isDigits(text), text == "0" || text.first != "0" else { return nil }
    return UInt64(text)
  }

  private static func isDigits(_ text: Substring) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (48...57).contains($0) }
  }

  private static func isIdentifier(_ text: Substring) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy {
        (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 45
      }
  }

  public var description: String {
    "\(major).\(minor).\(patch)" + (prerelease.isEmpty ? "" : "-" + prerelease.joined(separator: "."))
      + (build.isEmpty ? "" : "+" + build)
  }

  /// Build metadata does not tell versions apart (semver 10).
  public static func == (left: SemanticVersion, right: SemanticVersion) -> Bool { !(left < right) && !(right < left) }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(major)
    hasher.combine(minor)
    hasher.combine(patch)
    hasher.combine(prerelease)
  }

  /// Semver 11.
  public static func < (left: SemanticVersion, right: SemanticVersion) -> Bool {
    let numbers = ((left.major, left.minor, left.patch), (right.major, right.minor, right.patch))
    if numbers.0 != numbers.1 { return numbers.0 < numbers.1 }
    if left.prerelease.isEmpty || right.prerelease.isEmpty {
      return !left.prerelease.isEmpty && right.prerelease.isEmpty
    }
    for (own, other) in zip(left.prerelease, right.prerelease) where own != other {
      switch (isDigits(own[...]), isDigits(other[...])) {
      // Numbers of any length: a longer one without leading zeros is larger.
      case (true, true): return own.utf8.count == other.utf8.count ? own < other : own.utf8.count < other.utf8.count
      case (true, false): return true
      case (false, true): return false
      case (false, false): return own.utf8.lexicographicallyPrecedes(other.utf8)
      }
    }
    return left.prerelease.count < right.prerelease.count
  }
}
