internal import TunnelPluginKit

/// Puts whole lines together from the pieces in which they come. A line over the limit is dropped.
struct InputLines {
  private var framer: LineFramer
  private var partial: [UInt8] = []

  init(limit: Int) {
    framer = LineFramer(limit: limit)
  }

  /// Takes the next piece.
  ///
  /// - Returns: the lines that it ends, without their ends.
  mutating func take(_ bytes: [UInt8]) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    bytes.withUnsafeBytes { chunk in
      var chunk = chunk
      while let action = framer.next(&chunk) {
        switch action {
        case .line(let line): lines.append(Array(line))
        case .append(let piece): partial += piece
        case .finish(let piece):
          lines.append(partial + piece)
          partial = []
        case .overflow: partial = []
        }
      }
    }
    return lines
  }
}
