/// Where a value is, as a machine and as a person writes it.
struct SchemaPath: Sendable {
  private(set) var pointer = ""
  /// `headers.X-Api-Key`, `argv[2]`; empty for the whole value.
  private(set) var name = ""

  /// Longer names are cut: they are somebody's text.
  private static let longestName = 80

  func member(_ member: String) -> SchemaPath {
    var path = self
    path.pointer += "/" + Self.escaped(member)
    path.name += (name.isEmpty ? "" : ".") + Self.shown(member)
    return path
  }

  func element(_ index: Int) -> SchemaPath {
    var path = self
    path.pointer += "/\(index)"
    path.name += "[\(index)]"
    return path
  }

  /// The beginning of a sentence about the value.
  var subject: String { name.isEmpty ? "the value" : "\"\(name)\"" }

  /// A name as it may stand in one line for a person.
  static func shown(_ name: String) -> String {
    var text = ""
    for scalar in name.unicodeScalars.prefix(longestName) {
      let isPlain = scalar.value >= 0x20 && scalar.value != 0x7F && !(0x80...0x9F).contains(scalar.value)
      text.unicodeScalars.append(isPlain ? scalar : "\u{FFFD}")
    }
    return name.unicodeScalars.count > longestName ? text + "…" : text
  }

  /// A reference token of RFC 6901.
  private static func escaped(_ token: String) -> String {
    guard token.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return token }
    return token.split(separator: "~", omittingEmptySubsequences: false).joined(separator: "~0")
      .split(separator: "/", omittingEmptySubsequences: false).joined(separator: "~1")
  }
}
