import FuzzInput
import Glibc
import TunnelPluginKit

private let limit = 40

@main
enum Program {
  static func main() {
    exit(runFuzzer())
  }
}

/// Byte 0 decides on the chunks, the rest is the stream. The framer must say what splitting the whole stream says.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzLines(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  guard count > 0, let start else { return 0 }
  let seed = start.pointee
  let stream = FuzzInput(start + 1, count - 1)
  precondition(framed(stream.bytes, seed) == split(stream.bytes), "framing and splitting disagree")
  return 0
}

/// Complete lines; nil for one that is too long.
private func framed(_ bytes: UnsafeRawBufferPointer, _ seed: UInt8) -> [[UInt8]?] {
  var framer = LineFramer(limit: limit)
  var lines: [[UInt8]?] = []
  var kept: [UInt8] = []
  for range in FuzzInput.chunks(of: bytes, by: seed) {
    let chunk = FuzzInput(UnsafeRawBufferPointer(rebasing: bytes[range]))
    var rest = chunk.bytes
    while let action = framer.next(&rest) {
      switch action {
      case .line(let line):
        precondition(kept.isEmpty, "a whole line behind the pieces of another")
        lines.append(Array(line))
      case .append(let piece): kept += piece
      case .finish(let piece):
        lines.append(kept + piece)
        kept = []
      case .overflow:
        lines.append(nil)
        kept = []
      }
      precondition(kept.count <= limit, "more is kept than the limit allows")
    }
    precondition(rest.isEmpty, "the framer wants more and has not read all")
  }
  // An overflow is reported at once, a line at its end: the unfinished one counts only when it was too long already.
  return lines
}

private func split(_ bytes: UnsafeRawBufferPointer) -> [[UInt8]?] {
  var lines: [[UInt8]?] = []
  var rest = Array(bytes)[...]
  while let end = rest.firstIndex(of: 10) {
    var line = Array(rest[..<end])
    if line.last == 13 { line.removeLast() }
    lines.append(line.count > limit ? nil : line)
    rest = rest[(end + 1)...]
  }
  // A CR at the end may belong to the line end that has not come.
  if (rest.last == 13 ? rest.count - 1 : rest.count) > limit { lines.append(nil) }
  return lines
}
