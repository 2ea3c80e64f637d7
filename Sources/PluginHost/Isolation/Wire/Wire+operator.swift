import CurlHTTP
import NIOCore

// The operator's requests and their answers on the wire.

extension WireWriter {
  mutating func call(_ call: OperatorCall) {
    for part in [call.method, call.path, call.query] { text(part) }
    headers(call.headers)
    flag(call.isLocal)
    flag(call.isControl)
    block([call.body])
  }

  mutating func place(_ place: OperatorPlace) {
    text(place.mount)
    list(place.controlPaths) { $0.text($1) }
    optional(place.panelTitle) { $0.text($1) }
    optional(place.panelScript) { $0.text($1) }
  }

  mutating func word(_ word: OperatorWord) {
    switch word {
    case .body(let status, let type, let body):
      integer(UInt8(0))
      integer(Int32(clamping: status))
      text(type)
      block([body])
    case .failed(let failure):
      integer(UInt8(1))
      integer(failure.wire)
    case .began: integer(UInt8(2))
    case .event(let event):
      integer(UInt8(3))
      text(event.name)
      optional(event.id) { $0.integer($1) }
      block(event.data)
    case .ended: integer(UInt8(4))
    }
  }
}

extension WireReader {
  mutating func operatorCall() throws(WireError) -> OperatorCall {
    let (method, path, query) = (try text(), try text(), try text())
    let (headers, isLocal, isControl) = (try headers(), try flag(), try flag())
    return OperatorCall(
      method: method, path: path, query: query, headers: headers, body: try block(), isLocal: isLocal,
      isControl: isControl)
  }

  mutating func place() throws(WireError) -> OperatorPlace {
    let words = { (reader: inout WireReader) throws(WireError) in try reader.text() }
    let place = OperatorPlace(
      mount: try text(), controlPaths: try list(words), panelTitle: try optional(words),
      panelScript: try optional(words))
    guard OperatorPlace.isWellFormed(mount: place.mount), place.controlPaths.count <= OperatorPlace.mostControlPaths
    else { throw .badValue("mount") }
    return place
  }

  /// What would end a line of HTTP, or of a stream of events, does not come through.
  mutating func word() throws(WireError) -> OperatorWord {
    switch try integer(UInt8.self) {
    case 0:
      let (status, type) = (Int(try integer(Int32.self)), try text())
      guard OperatorAnswer.isWellFormed(status: status, type: type) else { throw .badValue("answer") }
      return .body(status: status, type: type, try block())
    case 1:
      guard let failure = OperatorAnswer.Failure(wire: try integer()) else { throw .badValue("failure") }
      return .failed(failure)
    case 2: return .began
    case 3:
      let name = try text()
      let id = try optional { (reader: inout WireReader) throws(WireError) in try reader.integer(UInt64.self) }
      let data = try block()
      guard OperatorStream.Event.isWellFormed(name: name, data: data.readableBytesView) else {
        throw .badValue("event")
      }
      return .event(.init(name: name, id: id, data: Array(data.readableBytesView)))
    case 4: return .ended
    default: throw .badValue("word")
    }
  }
}

extension OperatorAnswer.Failure {
  /// Of those that a plugin's process knows: that it is gone is for the other side to say.
  fileprivate var wire: UInt8 {
    switch self {
    case .refused: 0
    case .timeout: 1
    case .tooManyStreams: 2
    case .closed, .down, .lost: 3
    }
  }

  fileprivate init?(wire: UInt8) {
    switch wire {
    case 0: self = .refused
    case 1: self = .timeout
    case 2: self = .tooManyStreams
    case 3: self = .closed
    default: return nil
    }
  }
}
