/// What an argument of a tool may look like (operator spec 21.8.1).
enum ArgumentRule: Equatable {
  case any
  case text(most: Int)
  case alias
  case id
  case command
  case reference
  case baseURL

  /// For the tool's schema.
  var pattern: String? {
    switch self {
    case .alias: "^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$"
    case .id: "^[A-Za-z0-9][A-Za-z0-9._:-]{0,255}$"
    case .reference: "^(env|file|exec):.+$"
    case .any, .text, .command, .baseURL: nil
    }
  }

  private static let knownOrigins = ["https://api.openai.com", "https://mtls.api.openai.com"]

  /// What is wrong with a value, which is never repeated; nil: nothing.
  func objection(to value: String, ownOrigin: String?) -> String? {
    guard !value.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return "has control characters" }
    switch self {
    case .any: return nil
    case .text(let most): return (1...most).contains(value.utf8.count) ? nil : "has to have 1 to \(most) bytes"
    case .alias: return Self.isName(value, most: 128, "._-") ? nil : "is letters, digits, dots, dashes and underscores"
    case .id: return Self.isName(value, most: 256, "._:-") ? nil : "is not an id"
    case .command:
      guard (1...4_096).contains(value.utf8.count) else { return "has to have 1 to 4096 bytes" }
      return SecretText.isIn(value) ? "seems to hold a secret; name a variable instead" : nil
    case .reference:
      let isReference = ["env:", "file:", "exec:"].contains { value.hasPrefix($0) && value.utf8.count > $0.utf8.count }
      return isReference && value.utf8.count <= 1_024 ? nil : "is a reference: env:NAME, file:/path or exec:command"
    case .baseURL:
      let origins = Self.knownOrigins + [ownOrigin].compactMap { $0.flatMap(Self.origin) }
      return origins.contains(value) || origins.contains { $0 + "/" == value }
        ? nil : "is none of \(origins.joined(separator: ", "))"
    }
  }

  private static func isName(_ value: String, most: Int, _ others: String) -> Bool {
    let isPlain = { (byte: UInt8) in
      (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }
    guard let first = value.utf8.first, isPlain(first), value.utf8.count <= most else { return false }
    return value.utf8.allSatisfy { isPlain($0) || others.utf8.contains($0) }
  }

  /// Scheme and authority of a URL; nil with user info, or when it is none.
  private static func origin(_ url: String) -> String? {
    guard let scheme = ["https://", "http://"].first(where: url.hasPrefix) else { return nil }
    let authority = url.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    return authority.isEmpty || authority.contains("@") ? nil : scheme + authority
  }
}
