import Base64

/// Finds any of many byte strings in one pass: two bytes say at nearly every place that none begins there.
struct NeedleSet: Sendable {
  private struct Needle {
    var bytes: [UInt8]
    var isInsideBase64: Bool
  }

  /// A shorter end may be anything.
  private static let shortestCut = 4

  /// A bit for each pair of bytes with which some needle begins.
  private var pairs = [UInt64](repeating: 0, count: 1024)
  /// By their first two bytes; the longest first, as one may begin with another.
  private var needles: [UInt16: [Needle]] = [:]

  var isEmpty: Bool { needles.isEmpty }

  mutating func insert(_ form: SecretForms.Form) {
    guard form.bytes.count >= 2 else { return }
    let pair = Self.pair(form.bytes[0], form.bytes[1])
    var list = needles[pair] ?? []
    guard !list.contains(where: { $0.bytes == form.bytes }) else { return }
    list.append(Needle(bytes: form.bytes, isInsideBase64: form.isInsideBase64))
    list.sort { $0.bytes.count > $1.bytes.count }
    needles[pair] = list
    pairs[Int(pair >> 6)] |= 1 << UInt64(pair & 63)
  }

  /// In the order of the text, none within another.
  func spans(in text: UnsafeBufferPointer<UInt8>) -> [RedactionSpan] {
    guard !isEmpty, text.count >= 2 else { return [] }
    var spans: [RedactionSpan] = []
    pairs.withUnsafeBufferPointer { pairs in
      var index = 0
      while index < text.count - 1 {
        let pair = Self.pair(text[index], text[index + 1])
        if pairs[Int(pair >> 6)] & 1 << UInt64(pair & 63) != 0, let range = match(pair, at: index, of: text) {
          spans.append(RedactionSpan(range: range))
          index = max(range.upperBound, index + 1)
        } else {
          index += 1
        }
      }
    }
    return spans
  }

  /// The beginning of a needle with which a text ends that was cut there.
  func cutSpan(atEndOf text: UnsafeBufferPointer<UInt8>) -> RedactionSpan? {
    var longest = 0
    for needle in needles.values.joined() {
      for count in stride(from: min(needle.bytes.count - 1, text.count), to: max(longest, Self.shortestCut - 1), by: -1)
      where text[(text.count - count)...].elementsEqual(needle.bytes[..<count]) {
        longest = count
        break
      }
    }
    return longest > 0 ? RedactionSpan(range: text.count - longest..<text.count) : nil
  }

  private func match(_ pair: UInt16, at index: Int, of text: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
    for needle in needles[pair] ?? [] where needle.bytes.count <= text.count - index {
      let end = index + needle.bytes.count
      guard text[index..<end].elementsEqual(needle.bytes) else { continue }
      guard needle.isInsideBase64 else { return index..<end }
      return Self.grown(index..<end, in: text)
    }
    return nil
  }

  /// The group before and the group after an encoded part hold a few bits of it each.
  private static func grown(_ range: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start > 0, range.lowerBound - start < 4, Base64.value(of: text[start - 1]) != nil { start -= 1 }
    while end < text.count, end - range.upperBound < 4, Base64.value(of: text[end]) != nil { end += 1 }
    while end < text.count, end - range.upperBound < 6, text[end] == UInt8(ascii: "=") { end += 1 }
    return start..<end
  }

  private static func pair(_ first: UInt8, _ second: UInt8) -> UInt16 { UInt16(first) << 8 | UInt16(second) }
}
