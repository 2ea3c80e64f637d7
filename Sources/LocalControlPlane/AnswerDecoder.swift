import NIOCore
import RawJSON

/// Reads the body of a response POST (openapi: TunnelResponsePayload). The payload is sliced, not decoded.
struct AnswerDecoder {
  private var requestID: String?
  private var kind = Answer.Kind.response
  private var code: Int?
  private var headers: [CommandHeader] = []
  private var payload: Range<Int>?

  /// Throws an `AnswerError` or a `JSONError`.
  static func decode(_ body: ByteBuffer) throws -> Answer {
    try body.withUnsafeReadableBytes { bytes in
      var decoder = AnswerDecoder()
      var cursor = JSONCursor(bytes)
      try cursor.beginObject()
      while let key = try cursor.nextMember() { try decoder.readMember(key, from: &cursor) }
      try cursor.end()
      return decoder
    }.answer(body)
  }

  private mutating func readMember(_ key: JSONKey, from cursor: inout JSONCursor) throws {
    switch key {
    case "request_id":
      requestID = try cursor.readString().decoded
    case "channel":
      guard try !skipNull(&cursor) else { break }
      guard ChannelName.isValid(try cursor.readString().decoded) else { throw AnswerError.invalidChannel }
    case "resp_json":
      let isObject = try cursor.peekKind() == .object
      let range = try cursor.skipValue()
      payload = isObject ? range : nil
    case "resp_headers":
      try readHeaders(from: &cursor)
    case "resp_code":
      let code = try cursor.readInteger(as: Int.self)
      guard (200...599).contains(code) else { throw AnswerError.invalidCode(code) }
      self.code = code
    case "resp_type":
      let name = try cursor.readString().decoded
      guard let kind = Answer.Kind(rawValue: name) else { throw AnswerError.unknownKind(name) }
      self.kind = kind
    case "resp_timing":
      // Newer than the published contract, see `--control-plane.send-timing`; nobody here asks for it.
      _ = try cursor.skipValue()
    default:
      throw AnswerError.unknownMember(key.decoded)
    }
  }

  private mutating func readHeaders(from cursor: inout JSONCursor) throws {
    try cursor.beginObject()
    while let name = try cursor.nextMember() {
      var header = CommandHeader(name: name.decoded, values: [])
      try cursor.beginArray()
      while try cursor.nextElement() { header.values.append(try cursor.readString().decoded) }
      headers.append(header)
    }
  }

  private func skipNull(_ cursor: inout JSONCursor) throws -> Bool {
    guard try cursor.peekKind() == .null else { return false }
    _ = try cursor.skipValue()
    return true
  }

  private func answer(_ body: ByteBuffer) throws(AnswerError) -> Answer {
    guard let requestID else { throw .missing("request_id") }
    guard let code else { throw .missing("resp_code") }
    if kind.carriesPayload, payload == nil { throw .payloadRequired(kind) }
    if !kind.carriesPayload, payload != nil { throw .payloadForbidden(kind) }
    return Answer(
      requestID: requestID, kind: kind, code: code, headers: headers,
      payload: payload.flatMap { body.getSlice(at: body.readerIndex + $0.lowerBound, length: $0.count) })
  }
}
