/// A regular expression of a schema (`pattern`), unanchored and by Unicode scalars, as ECMA-262 does with its flag `u`.
struct TextPattern {
  private static let longest = 1_024
  private let regex: Regex<AnyRegexOutput>

  /// nil: a pattern that cannot be read.
  init?(_ pattern: String) {
    guard pattern.utf8.count <= Self.longest, let regex = try? Regex(pattern) else { return nil }
    self.regex = regex.matchingSemantics(.unicodeScalar)
  }

  func matches(_ text: String) -> Bool {
    ((try? regex.firstMatch(in: text)) ?? nil) != nil
  }
}
