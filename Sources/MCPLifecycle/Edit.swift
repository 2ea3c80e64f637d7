/// Text in the place of a piece of a message.
public struct Edit: Sendable, Equatable {
  public var range: Range<Int>
  public var text: [UInt8]

  init(_ range: Range<Int>, _ text: [UInt8]) {
    self.range = range
    self.text = text
  }

  init(insert text: String, at offset: Int) {
    self.init(offset..<offset, Array(text.utf8))
  }
}

extension [Edit] {
  /// The message with all edits made; they stand in the order of the message and do not overlap.
  public func applied(to message: UnsafeRawBufferPointer) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(message.count + reduce(0) { $0 + $1.text.count })
    var position = 0
    for edit in self {
      result.append(contentsOf: message[position..<edit.range.lowerBound])
      result.append(contentsOf: edit.text)
      position = edit.range.upperBound
    }
    result.append(contentsOf: message[position...])
    return result
  }

  /// Where a piece of the message that no edit touches lies afterwards.
  public func moved(_ range: Range<Int>) -> Range<Int> {
    let shift = reduce(0) { $1.range.upperBound <= range.lowerBound ? $0 + $1.text.count - $1.range.count : $0 }
    return range.lowerBound + shift..<range.upperBound + shift
  }
}
