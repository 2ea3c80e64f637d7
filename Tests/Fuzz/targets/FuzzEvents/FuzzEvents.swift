import FuzzInput
import Glibc
import TunnelPluginKit

private let limit = 60

private struct Event: Equatable {
  var type: [UInt8]
  /// Nil: too long.
  var data: [UInt8]?
  var id: [UInt8]
}

@main
enum Program {
  static func main() {
    exit(runFuzzer())
  }
}

/// Byte 0 decides on the chunks, the rest is the stream. The parser must say what a plain reading of the standard says
/// (WHATWG HTML §9.2.6), which has the whole stream in its hands.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzEvents(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  guard count > 0, let start else { return 0 }
  let seed = start.pointee
  let stream = FuzzInput(start + 1, count - 1)
  let (events, retry) = parsed(stream.bytes, seed)
  let (expected, expectedRetry) = read(Array(stream.bytes))
  precondition(events == expected, "parsing gave \(events), reading \(expected)")
  precondition(retry == expectedRetry, "another reconnection time")
  return 0
}

private func parsed(_ bytes: UnsafeRawBufferPointer, _ seed: UInt8) -> ([Event], UInt64?) {
  var parser = EventStreamParser(limit: limit)
  var events: [Event] = []
  var kept: [UInt8] = []
  for range in FuzzInput.chunks(of: bytes, by: seed) {
    let chunk = FuzzInput(UnsafeRawBufferPointer(rebasing: bytes[range]))
    var rest = chunk.bytes
    while let action = parser.next(&rest) {
      switch action {
      case .event(let data):
        precondition(kept.isEmpty, "a whole event behind the pieces of another")
        events.append(Event(type: parser.eventType, data: Array(data), id: parser.lastEventID))
      case .append(let piece): kept += piece
      case .finish:
        events.append(Event(type: parser.eventType, data: kept, id: parser.lastEventID))
        kept = []
      case .overflow:
        events.append(Event(type: [], data: nil, id: []))
        kept = []
      }
      precondition(kept.count <= limit, "more is kept than the limit allows")
    }
    precondition(rest.isEmpty, "the parser wants more and has not read all")
  }
  return (events, parser.retryMilliseconds)
}

private func read(_ bytes: [UInt8]) -> ([Event], UInt64?) {
  var events: [Event] = []
  var retry: UInt64?
  var type: [UInt8] = []
  var data: [UInt8]?
  var tooLong = false
  var id: [UInt8] = []
  for line in lines(bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]) {
    if line.text.isEmpty {
      if !line.isComplete { break }
      if !tooLong, let data { events.append(Event(type: type, data: data, id: id)) }
      (type, data, tooLong) = ([], nil, false)
      continue
    }
    let colon = line.text.firstIndex(of: UInt8(ascii: ":"))
    // The beginning of a field counts as soon as it is there, for the limit.
    if colon == nil, !line.isComplete { break }
    let name = line.text[..<(colon ?? line.text.endIndex)]
    var value = line.text[(colon.map { $0 + 1 } ?? line.text.endIndex)...]
    if value.first == UInt8(ascii: " ") { value.removeFirst() }
    switch String(decoding: name, as: UTF8.self) {
    case "data":
      guard !tooLong else { break }
      // An unfinished line whose value has not begun has not begun either.
      if !line.isComplete, value.isEmpty { break }
      data = data.map { $0 + [10] + value } ?? Array(value)
      if (data?.count ?? 0) > limit {
        tooLong = true
        events.append(Event(type: [], data: nil, id: []))
      }
    case "event" where line.isComplete: type = Array(value)
    case "id" where line.isComplete && !value.contains(0): id = Array(value)
    case "retry" where line.isComplete && !value.isEmpty && value.allSatisfy { (48...57).contains($0) }:
      retry = UInt64(String(decoding: value, as: UTF8.self)) ?? retry
    default: break
    }
  }
  return (events, retry)
}

private struct Line {
  var text: ArraySlice<UInt8>
  var isComplete: Bool
}

/// Ended by CR, LF or CR LF.
private func lines(_ bytes: ArraySlice<UInt8>) -> [Line] {
  var lines: [Line] = []
  var rest = bytes
  while let end = rest.firstIndex(where: { $0 == 10 || $0 == 13 }) {
    lines.append(Line(text: rest[..<end], isComplete: true))
    let isPair = rest[end] == 13 && end + 1 < rest.endIndex && rest[end + 1] == 10
    rest = rest[(end + (isPair ? 2 : 1))...]
  }
  return lines + [Line(text: rest, isComplete: false)]
}
