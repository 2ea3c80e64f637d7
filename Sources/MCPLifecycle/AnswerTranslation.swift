import RawJSON

/// How what a server of one era says becomes what a caller of the other expects.
public enum AnswerTranslation: Sendable, Equatable {
  /// For a modern caller. `serverInfo` is a raw JSON value.
  case toModern(isCacheable: Bool, wantsLog: Bool, serverInfo: [UInt8]?)
  case toLegacy

  /// The response to send instead; nil: as it is.
  public func translated(_ response: UnsafeRawBufferPointer) -> [UInt8]? {
    guard let message = try? JSONRPCMessage.scan(response) else { return nil }
    switch self {
    case .toModern(let isCacheable, _, let serverInfo):
      if let error = message.error { return Self.modernError(response, error) }
      guard let result = message.result else { return nil }
      return Self.completed(response, result, isCacheable, serverInfo)
    case .toLegacy:
      return Self.refusal(response, message)
    }
  }

  /// Whether a message on the way to the answer is one that the caller's era knows there.
  ///
  /// On a modern request's stream: its progress, and log messages when it asked for them. Changes of lists travel in
  /// `subscriptions/listen` only (2026-07-28, Streamable HTTP, Receiving Messages; Logging).
  public func passes(_ notification: UnsafeRawBufferPointer) -> Bool {
    guard case .toModern(_, let wantsLog, _) = self else { return true }
    guard let message = try? JSONRPCMessage.scan(notification) else { return false }
    switch Method(notification, message.method) {
    case .progress: return true
    case .log: return wantsLog
    default: return false
    }
  }

  /// `Result` and `CacheableResult` with what 2026-07-28 made mandatory. A legacy server makes no promise on freshness:
  /// stale at once, and private.
  private static func completed(
    _ response: UnsafeRawBufferPointer, _ range: Range<Int>, _ isCacheable: Bool, _ serverInfo: [UInt8]?
  ) -> [UInt8]? {
    var missing = ["resultType", "ttlMs", "cacheScope", "_meta"]
    var isEmpty = true
    do throws(JSONError) {
      var cursor = JSONCursor(.init(rebasing: response[range]))
      guard try cursor.peekKind() == .object else { return nil }
      try cursor.beginObject()
      while let key = try cursor.nextMember() {
        isEmpty = false
        let name = key.decoded
        missing.removeAll { $0 == name }
        _ = try cursor.skipValue()
      }
    } catch {
      return nil
    }
    var members: [[UInt8]] = []
    if missing.contains("resultType") { members.append(Array(#""resultType":"complete""#.utf8)) }
    if isCacheable, missing.contains("ttlMs") { members.append(Array(#""ttlMs":0"#.utf8)) }
    if isCacheable, missing.contains("cacheScope") { members.append(Array(#""cacheScope":"private""#.utf8)) }
    if missing.contains("_meta"), let serverInfo { members.append(ModernBridge.meta(serverInfo)) }
    guard !members.isEmpty else { return nil }
    var text = Array(members.joined(separator: [UInt8(ascii: ",")]))
    if !isEmpty { text.append(UInt8(ascii: ",")) }
    let start = range.lowerBound + 1
    return [Edit(start..<start, text)].applied(to: response)
  }

  /// "Implementations of this protocol version MUST NOT emit" -32002, which -32602 replaced (2026-07-28, Error Codes).
  private static func modernError(_ response: UnsafeRawBufferPointer, _ range: Range<Int>) -> [UInt8]? {
    let error = UnsafeRawBufferPointer(rebasing: response[range])
    guard ErrorCode.of(error) == -32002, let code = try? find(pointer: "/code", in: error) else { return nil }
    let place = range.lowerBound + code.lowerBound..<range.lowerBound + code.upperBound
    return [Edit(place, Array("-32602".utf8))].applied(to: response)
  }

  /// A result that asks for more than a legacy caller can give (2026-07-28, Multi Round-Trip Requests).
  private static func refusal(_ response: UnsafeRawBufferPointer, _ message: JSONRPCMessage) -> [UInt8]? {
    guard let result = message.result, let id = message.id else { return nil }
    let bytes = UnsafeRawBufferPointer(rebasing: response[result])
    guard let range = try? find(pointer: "/resultType", in: bytes) else { return nil }
    var cursor = JSONCursor(.init(rebasing: bytes[range]))
    guard let type = try? cursor.readString(), type == "input_required" else { return nil }
    let reply = Reply.error(
      -32603, "The server asks for input (input_required), which this client's MCP version cannot give", status: 200)
    return reply.parts.front + Array(response[id]) + reply.parts.back
  }
}
