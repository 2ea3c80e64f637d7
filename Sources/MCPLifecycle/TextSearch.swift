/// Looks for a short text in bytes, at most of which it never looks (Boyer, Moore and Horspool).
struct TextSearch: Sendable {
  private let text: [UInt8]
  /// How far to go on when this byte stands under the text's last one.
  private let steps: [UInt8]

  /// `text` is not empty and shorter than 256 bytes.
  init(_ text: String) {
    let bytes = Array(text.utf8)
    var steps = [UInt8](repeating: UInt8(truncatingIfNeeded: bytes.count), count: 256)
    for (index, byte) in bytes.dropLast().enumerated() {
      steps[Int(byte)] = UInt8(truncatingIfNeeded: bytes.count - 1 - index)
    }
    self.text = bytes
    self.steps = steps
  }

  func occurs(in bytes: UnsafeRawBufferPointer) -> Bool {
    let last = text.count - 1
    return steps.withUnsafeBufferPointer { steps in
      var end = last
      while end < bytes.count {
        let byte = bytes[end]
        if byte == text[last], bytes[(end - last)...end].elementsEqual(text) { return true }
        end += Int(steps[Int(byte)])
      }
      return false
    }
  }
}
