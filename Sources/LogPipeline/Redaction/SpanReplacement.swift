/// Writes a text anew with marks in the place of some of its parts.
struct SpanReplacement {
  let text: UnsafeBufferPointer<UInt8>
  /// Whether a mark outside of a string needs quotes of its own.
  let isJSON: Bool

  func replacing(_ spans: [RedactionSpan]) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(text.count)
    var (written, isInString) = (0, false)
    for span in Self.joined(spans) {
      let start = span.range.lowerBound
      output.append(contentsOf: text[written..<start])
      var mark = span.mark
      if isJSON {
        isInString = endsInString(from: written, to: start, isInString)
        if !isInString { mark = .quoted }
      }
      append(mark, to: &output)
      written = span.range.upperBound
    }
    output.append(contentsOf: text[written...])
    return output
  }

  private static func joined(_ spans: [RedactionSpan]) -> [RedactionSpan] {
    spans.sorted { $0.range.lowerBound < $1.range.lowerBound }.reduce(into: []) { joined, span in
      guard let last = joined.last, span.range.lowerBound < last.range.upperBound else { return joined.append(span) }
      joined[joined.count - 1].range = last.range.lowerBound..<max(last.range.upperBound, span.range.upperBound)
      if span.range.upperBound > last.range.upperBound { joined[joined.count - 1].mark = .ordinary }
    }
  }

  private func endsInString(from start: Int, to end: Int, _ isInString: Bool) -> Bool {
    var (isInString, index) = (isInString, start)
    while index < end {
      if text[index] == UInt8(ascii: "\\"), isInString {
        index += 1
      } else if text[index] == UInt8(ascii: "\"") {
        isInString.toggle()
      }
      index += 1
    }
    return isInString
  }

  private func append(_ mark: RedactionSpan.Mark, to output: inout [UInt8]) {
    mark.text.withUTF8Buffer { output.append(contentsOf: $0) }
  }
}
