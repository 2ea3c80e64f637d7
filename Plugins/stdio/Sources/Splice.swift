/// Replaces slices of a message: by offset, without knowing JSON.
enum Splice {
  /// The ranges of `replacements` in `message`, in their order there. A slice that does not lie inside is left out, and
  /// of two that overlap the second.
  static func ranges(
    of replacements: [(slice: UnsafeRawBufferPointer, with: [UInt8])], in message: UnsafeRawBufferPointer
  ) -> [(range: Range<Int>, with: [UInt8])] {
    guard let base = message.baseAddress else { return [] }
    var ranges: [(range: Range<Int>, with: [UInt8])] = []
    for (slice, replacement) in replacements {
      guard let start = slice.baseAddress.map({ $0 - base }), start >= 0, start + slice.count <= message.count else {
        continue
      }
      ranges.append((start..<start + slice.count, replacement))
    }
    ranges.sort { $0.range.lowerBound < $1.range.lowerBound }
    var end = 0
    return ranges.filter { entry in
      guard entry.range.lowerBound >= end else { return false }
      end = entry.range.upperBound
      return true
    }
  }
}
