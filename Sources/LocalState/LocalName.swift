/// The name of an alias or an admin profile: lower-case letters, digits and single dashes between them (operator spec
/// 15.4).
public struct LocalName: Sendable, Equatable {
  /// Why a text is no name.
  public struct Objection: Error, Sendable, Equatable, CustomStringConvertible {
    public let description: String
    /// A name that would do.
    public let suggestion: String?
  }

  public let text: String
  /// What was given, where it is spelled in another way; to be reported.
  public let given: String?

  /// Case, spaces, dots and underscores are ways to spell a name. Any other character would be lost, and with it the
  /// difference between two names: that is refused (W-59).
  public init(_ text: String) throws(Objection) {
    let trimmed = Self.trimmed(text)
    let name = Self.normalised(trimmed)
    let lost = trimmed.unicodeScalars.filter { !Self.isSpelling($0) }
    guard lost.isEmpty else {
      throw Objection(
        description: "\"\(trimmed)\": \(String(String.UnicodeScalarView(lost))) cannot be part of a name",
        suggestion: name.isEmpty ? nil : name)
    }
    guard !name.isEmpty else {
      throw Objection(description: "\"\(trimmed)\" is no name; letters and digits make one", suggestion: nil)
    }
    guard name.utf8.count <= 64 else {
      throw Objection(description: "a name has at most 64 characters, and this one \(name.utf8.count)", suggestion: nil)
    }
    self.text = name
    given = name == text ? nil : trimmed
  }

  private static func normalised(_ text: String) -> String {
    text.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.joined(separator: "-")
  }

  private static func isSpelling(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII && (scalar.properties.isAlphabetic || "0123456789-_. ".unicodeScalars.contains(scalar))
  }

  private static func trimmed(_ text: String) -> String {
    let start = text.drop { $0.isWhitespace }
    guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(start[...end])
  }
}
