internal import Glibc

/// Cuts a byte stream into lines: a pure state machine that holds no bytes of its own.
///
/// Feed it a chunk with `next` until it returns nil, then feed the next chunk:
///
///     line*  or  append+ finish     for each line; a CR before the LF is not part of it
public struct LineFramer {
  public enum Action {
    /// A line that lies whole within the chunk.
    case line(UnsafeRawBufferPointer)
    /// A piece of a line that does not: keep it.
    case append(UnsafeRawBufferPointer)
    /// The last piece (maybe empty) of such a line.
    case finish(UnsafeRawBufferPointer)
    /// The line is longer than the limit: drop what was kept. The rest of it is skipped.
    case overflow
  }

  private enum State {
    /// At the beginning of a line.
    case start
    /// Inside a line, `count` bytes of which were handed over in pieces. `heldCR`: the last byte seen was a CR, which
    /// belongs to the line only if no LF follows.
    case inside(count: Int, heldCR: Bool)
    /// Inside a line that is too long.
    case skipping
  }

  public static let defaultLimit = 64 << 20

  private let limit: Int
  private var state = State.start

  /// `limit` bounds a line, without its line end, in bytes.
  public init(limit: Int = LineFramer.defaultLimit) {
    self.limit = limit
  }

  /// The next thing to do for `chunk`, which shrinks to what is left; nil: give me more.
  public mutating func next(_ chunk: inout UnsafeRawBufferPointer) -> Action? {
    while !chunk.isEmpty {
      if case .inside(let count, heldCR: true) = state {
        state = .inside(count: count, heldCR: false)
        if chunk[0] != Self.lineFeed { return keep(Self.carriageReturn, count) }
      }
      let line = Self.cut(&chunk)
      switch state {
      case .skipping:
        if line.ended { state = .start }
      case .start:
        if line.ended {
          return line.bytes.count > limit ? .overflow : .line(line.bytes)
        }
        if let action = begin(line.bytes, heldCR: line.endsInCR, after: 0) { return action }
      case .inside(let count, _):
        if line.ended {
          state = .start
          return count + line.bytes.count > limit ? .overflow : .finish(line.bytes)
        }
        if let action = begin(line.bytes, heldCR: line.endsInCR, after: count) { return action }
      }
    }
    return nil
  }

  /// Keeps a piece that the chunk ends in. nil: there was nothing but the CR that is held back.
  private mutating func begin(_ bytes: UnsafeRawBufferPointer, heldCR: Bool, after count: Int) -> Action? {
    guard count + bytes.count <= limit else {
      state = .skipping
      return .overflow
    }
    state = .inside(count: count + bytes.count, heldCR: heldCR)
    return bytes.isEmpty ? nil : .append(bytes)
  }

  private mutating func keep(_ byte: UnsafeRawBufferPointer, _ count: Int) -> Action {
    guard count < limit else {
      state = .skipping
      return .overflow
    }
    state = .inside(count: count + 1, heldCR: false)
    return .append(byte)
  }

  /// Takes the bytes up to the next LF, or all. A CR at their end is not among them.
  private static func cut(
    _ chunk: inout UnsafeRawBufferPointer
  ) -> (bytes: UnsafeRawBufferPointer, ended: Bool, endsInCR: Bool) {
    guard let base = chunk.baseAddress else { return (chunk, false, false) }
    let end = memchr(base, Int32(lineFeed), chunk.count).map { UnsafeRawPointer($0) - base } ?? chunk.count
    let ended = end < chunk.count
    var bytes = chunk[..<end]
    let endsInCR = bytes.last == UInt8(ascii: "\r")
    if endsInCR { bytes.removeLast() }
    chunk = UnsafeRawBufferPointer(rebasing: chunk[(ended ? end + 1 : end)...])
    return (UnsafeRawBufferPointer(rebasing: bytes), ended, endsInCR)
  }

  private static let lineFeed = UInt8(ascii: "\n")
  private static var carriageReturn: UnsafeRawBufferPointer { ("\r" as StaticString).utf8Bytes }
}
