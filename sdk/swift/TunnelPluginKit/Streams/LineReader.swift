/// Reads lines from chunks. A line that lies within a chunk is handed over where it is; one that does not is put
/// together in a host buffer.
public struct LineReader: ~Copyable {
  public enum Event {
    /// A line, valid for the duration of the call; with `buffer`, that buffer holds exactly the line.
    case line(UnsafeRawBufferPointer, buffer: BufferReference?)
    /// A line was longer than the limit and is lost.
    case overflow
  }

  private var framer: LineFramer
  private var partial: PartialMessage

  public init(_ host: Host, limit: Int = LineFramer.defaultLimit) {
    framer = LineFramer(limit: limit)
    partial = PartialMessage(host)
  }

  /// Calls `body` for each line that `chunk` completes.
  public mutating func read(_ chunk: UnsafeRawBufferPointer, _ body: (Event) -> Void) {
    var rest = chunk
    while let action = framer.next(&rest) {
      switch action {
      case .line(let bytes):
        body(.line(bytes, buffer: nil))
      case .append(let bytes):
        partial.append(bytes)
      case .finish(let bytes):
        partial.append(bytes)
        if partial.failed {
          partial.drop()
          body(.overflow)
        } else {
          partial.finish { body(.line($0, buffer: $1)) }
        }
      case .overflow:
        partial.drop()
        body(.overflow)
      }
    }
  }
}
