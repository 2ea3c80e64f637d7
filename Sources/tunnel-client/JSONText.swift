import FoundationEssentials

/// JSON for scripts: indented, keys in snake case and in alphabetical order, a line end behind it.
enum JSONText {
  static func encode(_ value: some Encodable) throws(Failure) -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
    } catch {
      throw Failure("cannot write JSON: \(error)")
    }
  }
}
