import Base64

/// Finds what looks like a secret although nobody has registered it (operator spec 12.2.1, W-43).
///
/// It stops only at the few bytes with which a pattern can begin or a name can end.
struct PatternScanner {
  let text: UnsafeBufferPointer<UInt8>
  /// Whether the text is JSON, where a header's value ends with its string and not with the line.
  let isJSON: Bool
  /// Whether a dotted name in front of a colon is the place of a setting.
  let hasPlaces: Bool

  /// In the order of the text, none within another.
  func spans() -> [RedactionSpan] {
    var spans: [RedactionSpan] = []
    var index = 0
    while index < text.count {
      guard Self.isInteresting[Int(text[index])], let span = span(at: index) else {
        index += 1
        continue
      }
      spans.append(span)
      index = max(span.range.upperBound, index + 1)
    }
    return spans
  }

  private static let isInteresting: [Bool] = {
    var table = [Bool](repeating: false, count: 256)
    for byte in ":=-esSbB".utf8 { table[Int(byte)] = true }
    return table
  }()

  private func span(at index: Int) -> RedactionSpan? {
    switch text[index] {
    case UInt8(ascii: ":"): starts("//", at: index + 1) ? userInfo(index + 3) : named(index)
    case UInt8(ascii: "="): named(index)
    case UInt8(ascii: "-"): flag(index)
    case UInt8(ascii: "e"): webToken(index)
    case UInt8(ascii: "s"), UInt8(ascii: "S"): apiKey(index)
    default: scheme(index)
    }
  }

  // MARK: - By what they look like

  /// `https://user:password@host`
  private func userInfo(_ start: Int) -> RedactionSpan? {
    var at: Int?
    var index = start
    while index < text.count, text[index] > 0x20, !"/?#\"'<>\\".utf8.contains(text[index]) {
      if text[index] == UInt8(ascii: "@") { at = index }
      index += 1
    }
    return at.flatMap { $0 > start ? RedactionSpan(range: start..<$0) : nil }
  }

  /// A JSON web token.
  private func webToken(_ start: Int) -> RedactionSpan? {
    guard starts("eyJ", at: start), isBoundary(start) else { return nil }
    let header = end(of: start, while: Self.isToken)
    guard header - start >= 8, header < text.count, text[header] == UInt8(ascii: ".") else { return nil }
    let payload = end(of: header + 1, while: Self.isToken)
    guard payload - header > 4 else { return nil }
    guard payload < text.count, text[payload] == UInt8(ascii: ".") else {
      return RedactionSpan(range: start..<payload)
    }
    return RedactionSpan(range: start..<end(of: payload + 1, while: Self.isToken))
  }

  private func apiKey(_ start: Int) -> RedactionSpan? {
    guard starts("sk-", at: start), isBoundary(start) else { return nil }
    let end = end(of: start + 3, while: Self.isToken)
    return end - start - 3 >= 10 ? RedactionSpan(range: start..<end, mark: .key) : nil
  }

  /// `Bearer …` and `Basic …` wherever they stand.
  private func scheme(_ start: Int) -> RedactionSpan? {
    let isBasic = starts("basic ", at: start)
    guard isBasic || starts("bearer ", at: start), isBoundary(start) else { return nil }
    let value = end(of: start + (isBasic ? 6 : 7)) { $0 == 0x20 }
    let end = end(of: value) { Base64.value(of: $0) != nil || ".~=".utf8.contains($0) }
    guard end - value >= 8 else { return nil }
    let isCredential =
      isBasic
      ? decodes(value..<end) : end - value >= 20 || text[value..<end].contains { $0 >= 0x30 && $0 <= 0x39 }
    return isCredential ? RedactionSpan(range: value..<end) : nil
  }

  /// Whether Base64 decodes to a name, a colon and a password; an English word does not.
  private func decodes(_ range: Range<Int>) -> Bool {
    var (bits, count, hasColon) = (0, 0, false)
    for byte in text[range] {
      guard let value = Base64.value(of: byte) else { break }
      (bits, count) = ((bits << 6 | value) & 0xFFFF, count + 6)
      guard count >= 8 else { continue }
      count -= 8
      let decoded = bits >> count & 0xFF
      if decoded < 0x20 { return false }
      if decoded == 0x3A { hasColon = true }
    }
    return hasColon
  }

  // MARK: - By name

  /// `--api-token X`, and the same in a JSON array of arguments.
  private func flag(_ start: Int) -> RedactionSpan? {
    guard starts("--", at: start), isBoundary(start) else { return nil }
    let nameEnd = end(of: start + 2) { Self.isToken($0) || $0 == UInt8(ascii: ".") }
    guard nameEnd < text.count, text[nameEnd] != UInt8(ascii: "="),
      let kind = SensitiveName(text[(start + 2)..<nameEnd]), kind != .code
    else { return nil }
    let value = end(of: nameEnd) { " ,\"'\\".utf8.contains($0) }
    guard value > nameEnd, value < text.count, text[value] != UInt8(ascii: "-") else { return nil }
    return token(value)
  }

  /// What stands behind `name:` or `name=`.
  private func named(_ separator: Int) -> RedactionSpan? {
    let isColon = text[separator] == UInt8(ascii: ":")
    var nameEnd = separator
    while nameEnd > 0, text[nameEnd - 1] == 0x20, separator - nameEnd < 2 { nameEnd -= 1 }
    let isQuoted = nameEnd > 0 && (text[nameEnd - 1] == UInt8(ascii: "\"") || text[nameEnd - 1] == UInt8(ascii: "'"))
    if isQuoted { nameEnd -= 1 }
    if isQuoted, nameEnd > 0, text[nameEnd - 1] == UInt8(ascii: "\\") { nameEnd -= 1 }
    var nameStart = nameEnd
    while nameStart > 0, nameEnd - nameStart < 48, Self.isToken(text[nameStart - 1]) { nameStart -= 1 }
    guard let kind = SensitiveName(text[nameStart..<nameEnd]) else { return nil }
    if hasPlaces, isColon, nameStart > 0, text[nameStart - 1] == UInt8(ascii: ".") { return nil }
    let value = end(of: separator + 1) { $0 == 0x20 || $0 == 0x09 }
    guard value < text.count else { return nil }
    if isColon, isQuoted { return jsonValue(value, kind) }
    switch kind {
    case .header: return restOfLine(value)
    case .value: return token(value)
    case .word: return isColon ? nil : token(value)
    case .code:
      let isParameter =
        nameStart == 0 || text[nameStart - 1] == UInt8(ascii: "?") || text[nameStart - 1] == UInt8(ascii: "&")
      return !isColon && isParameter ? token(value) : nil
    }
  }

  private func jsonValue(_ start: Int, _ kind: SensitiveName) -> RedactionSpan? {
    // Either a string, or a string within a string.
    if text[start] == UInt8(ascii: "\"") || text[start] == UInt8(ascii: "'") {
      return nonempty(start + 1..<stringEnd(start + 1, quote: text[start]))
    }
    if starts("\\\"", at: start) {
      var end = start + 2
      while end < text.count, !starts("\\\"", at: end), text[end] != UInt8(ascii: "\"") { end += 1 }
      return nonempty(start + 2..<end)
    }
    guard kind != .code, text[start] == UInt8(ascii: "-") || Self.isDigit(text[start]) else { return nil }
    return RedactionSpan(range: start..<end(of: start) { Self.isToken($0) || $0 == 0x2E || $0 == 0x2B }, mark: .quoted)
  }

  private func restOfLine(_ start: Int) -> RedactionSpan? {
    if text[start] == UInt8(ascii: "\"") { return nonempty(start + 1..<stringEnd(start + 1, quote: text[start])) }
    var end = start
    while end < text.count, text[end] != 0x0A, text[end] != 0x0D {
      if isJSON, text[end] == UInt8(ascii: "\"") || starts("\\n", at: end) || starts("\\r", at: end) { break }
      end += isJSON && text[end] == UInt8(ascii: "\\") ? 2 : 1
    }
    return nonempty(start..<min(end, text.count))
  }

  /// One value; a reference to where a secret is kept is none.
  private func token(_ start: Int) -> RedactionSpan? {
    if text[start] == UInt8(ascii: "\"") || text[start] == UInt8(ascii: "'") {
      return nonempty(start + 1..<stringEnd(start + 1, quote: text[start]))
    }
    // What was taken out already stays as it is: a text may pass twice.
    guard !starts("env:", at: start), !starts("file:", at: start), !starts("[REDACTED]", at: start) else { return nil }
    let end = end(of: start) { $0 > 0x20 && !"&;,\"'\\)}]".utf8.contains($0) }
    return nonempty(start..<end)
  }

  private func stringEnd(_ start: Int, quote: UInt8) -> Int {
    var index = start
    while index < text.count, text[index] != quote { index += text[index] == UInt8(ascii: "\\") ? 2 : 1 }
    return min(index, text.count)
  }

  // MARK: - Bytes

  private func nonempty(_ range: Range<Int>) -> RedactionSpan? { range.isEmpty ? nil : RedactionSpan(range: range) }

  /// Without regard to the case of ASCII letters; `prefix` is in lower case, or exact where it has capitals.
  private func starts(_ prefix: StaticString, at index: Int) -> Bool {
    guard index >= 0, text.count - index >= prefix.utf8CodeUnitCount else { return false }
    return (0..<prefix.utf8CodeUnitCount).allSatisfy { offset in
      let (wanted, found) = (prefix.utf8Start[offset], text[index + offset])
      return wanted == found || (found >= 65 && found <= 90 && found | 0x20 == wanted)
    }
  }

  private func end(of start: Int, while condition: (UInt8) -> Bool) -> Int {
    var index = min(start, text.count)
    while index < text.count, condition(text[index]) { index += 1 }
    return index
  }

  /// Whether a word may begin here; the letter of an escape such as `\n` belongs to no word.
  private func isBoundary(_ index: Int) -> Bool {
    guard index > 0, Self.isToken(text[index - 1]) else { return true }
    return index > 1 && text[index - 2] == UInt8(ascii: "\\")
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  private static func isToken(_ byte: UInt8) -> Bool {
    isDigit(byte) || byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A || byte == UInt8(ascii: "_")
      || byte == UInt8(ascii: "-")
  }
}
