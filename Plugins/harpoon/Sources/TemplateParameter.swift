internal import TunnelPluginKit

/// One value that a caller puts into a template (user needs 4.6). What it may be is narrow on purpose: nothing in it can
/// leave the place that it was put into.
struct TemplateParameter {
  let name: String
  private let description: String?
  private let minLength: Int
  let maxLength: Int
  private let pattern: (text: String, regex: Regex<AnyRegexOutput>)?
  private let choices: [String]?
  /// In lower case.
  private let reserved: Set<String>

  static let longestPattern = 512
  static let mostReserved = 64
  static let lengths = 1...256
  private static let mostChoices = 256

  /// Throws what is wrong, in words that follow the template's label.
  init(_ name: String, _ slice: JSONSlice) throws(TemplateProblem) {
    let problem = { (why: String) in TemplateProblem("parameter \"\(name)\" \(why)") }
    guard Self.isName(name) else { throw TemplateProblem("has a parameter that is not named a-z, 0-9 and _") }
    try TemplateProblem.refuseOthers(
      in: slice,
      ["type", "required", "description", "pattern", "enum", "min_length", "max_length", "reserved_values"],
      of: "parameter \"\(name)\"")
    guard slice["type"]?.string == "string" else { throw problem("needs type: string") }
    guard slice["required"]?.bool == true else { throw problem("needs required: true") }
    guard let longest = slice["max_length"]?.integer.map({ Int($0) }), Self.lengths.contains(longest) else {
      throw problem("needs max_length from 1 to 256")
    }
    let shortest = try slice["min_length"].map { (slice) throws(TemplateProblem) in
      guard let number = slice.integer.map({ Int($0) }), (1...longest).contains(number) else {
        throw problem("has a min_length that is not from 1 to max_length")
      }
      return number
    }
    self.name = name
    description = slice["description"]?.string
    (minLength, maxLength) = (shortest ?? 1, longest)
    pattern = try slice["pattern"].map { (slice) throws(TemplateProblem) in
      guard let text = slice.string, let regex = Self.regex(text) else {
        throw problem("has a pattern that is no portable regular expression of at most 512 ASCII bytes")
      }
      return (text, regex)
    }
    choices = try slice["enum"].map { (slice) throws(TemplateProblem) in
      let texts = slice.elements.compactMap(\.string)
      guard slice.kind == .array, (1...Self.mostChoices).contains(texts.count), texts.count == slice.elements.count,
        texts.allSatisfy({ Self.isIdentifier($0) && $0.utf8.count <= longest })
      else { throw problem("has an enum with a value that it could not take") }
      return texts
    }
    guard pattern != nil || choices != nil else { throw problem("needs a pattern, an enum or both") }
    let words = (slice["reserved_values"]?.elements ?? []).compactMap(\.string)
    guard words.count == slice["reserved_values"]?.elements.count ?? 0, words.count <= Self.mostReserved else {
      throw problem("has more than 64 reserved_values, or one that is no string")
    }
    reserved = Set(words.map { $0.lowercased() })
  }

  func accepts(_ value: String) -> Bool {
    guard (minLength...maxLength).contains(value.utf8.count), Self.isIdentifier(value),
      !reserved.contains(value.lowercased()), choices?.contains(value) ?? true
    else { return false }
    return pattern.map { value.wholeMatch(of: $0.regex) != nil } ?? true
  }

  /// Its part of `parameters_schema`.
  func describe(to properties: inout JSONWriter) {
    properties.key(name)
    properties.object { schema in
      schema.member("type", "string")
      if let description { schema.member("description", description) }
      schema.member("minLength", minLength)
      schema.member("maxLength", maxLength)
      if let pattern { schema.member("pattern", "^(?:\(pattern.text))$") }
      if let choices { schema.member("enum", choices) }
    }
  }

  /// Letters, digits and `_-.~`, and neither "." nor "..": nothing that means something in a path or a query.
  static func isIdentifier(_ text: String) -> Bool {
    guard !text.isEmpty, text != ".", text != ".." else { return false }
    return text.utf8.allSatisfy { byte in
      (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
        || [UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "~")].contains(byte)
    }
  }

  static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, (0x61...0x7A).contains(first), text.utf8.count <= 64 else { return false }
    return text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "_") }
  }

  /// What every dialect reads the same: no groups with an option but `(?:`, no back-references, no properties.
  private static func regex(_ text: String) -> Regex<AnyRegexOutput>? {
    guard !text.isEmpty, text.utf8.count <= longestPattern, text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
      return nil
    }
    let bytes = Array(text.utf8)
    for (index, byte) in bytes.enumerated() where index + 1 < bytes.count {
      let next = bytes[index + 1]
      if byte == UInt8(ascii: "("), next == UInt8(ascii: "?") {
        guard index + 2 < bytes.count, bytes[index + 2] == UInt8(ascii: ":") else { return nil }
      }
      let isWord = (0x61...0x7A).contains(next) || (0x41...0x5A).contains(next) || (0x30...0x39).contains(next)
      let isEscaped = index > 0 && bytes[index - 1] == UInt8(ascii: "\\")
      if byte == UInt8(ascii: "\\"), !isEscaped, isWord, ![UInt8(ascii: "d"), UInt8(ascii: "w")].contains(next) {
        return nil
      }
    }
    return try? Regex(text)
  }
}

/// What is wrong with a template; the words follow its label.
struct TemplateProblem: Error {
  let text: String

  init(_ text: String) {
    self.text = text
  }

  static func refuseOthers(in slice: JSONSlice, _ names: [String], of what: String) throws(TemplateProblem) {
    guard slice.kind == .object else { throw TemplateProblem("\(what) is not a mapping") }
    var seen: Set<String> = []
    for member in slice.members {
      let name = member.name.string ?? ""
      guard names.contains(name) else {
        throw TemplateProblem("\(what) has an unknown key \"\(name)\"; known: \(names.joined(separator: ", "))")
      }
      guard seen.insert(name).inserted else { throw TemplateProblem("\(what) has the key \"\(name)\" twice") }
    }
  }
}
