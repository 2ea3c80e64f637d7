/// Reads the head of an answer, a line at a time, past interim answers (1xx) and up to the trailers.
struct HeadReader {
  /// Of the last status line; 0 before one came.
  private(set) var status = 0
  private(set) var version = HTTPObservation.ProtocolVersion.unknown
  private(set) var fields = HTTPFields()
  /// The final answer's head was read to its end.
  private(set) var isComplete = false

  /// True when this line was the end of the final answer's head.
  mutating func read(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
    if line.count >= 5, line.starts(with: "HTTP/".utf8) {
      fields = HTTPFields()
      status = Self.status(of: line)
      version = HTTPObservation.ProtocolVersion(statusLine: line)
    } else if line.first == UInt8(ascii: "\r") || line.first == UInt8(ascii: "\n") {
      guard status >= 200, !isComplete else { return false }
      isComplete = true
      return true
    } else if !isComplete {
      // Behind the head, these are trailers: nobody here wants them.
      _ = fields.append(headLine: line)
    }
    return false
  }

  /// The three digits behind the first blank of a status line.
  private static func status(of line: UnsafeBufferPointer<UInt8>) -> Int {
    guard let blank = line.firstIndex(of: UInt8(ascii: " ")) else { return 0 }
    return line[(blank + 1)...].prefix(3).reduce(0) { sum, digit in
      digit >= 48 && digit <= 57 ? sum * 10 + Int(digit - 48) : sum
    }
  }
}
