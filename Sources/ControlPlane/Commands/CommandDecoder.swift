import CurlHTTP
import NIOCore
import RawJSON

/// Reads one element of a poll's `commands`: names and ranges, never the payload's contents.
struct CommandDecoder {
  private var type: String?
  private var requestID = ""
  private var shardToken = ""
  private var channel: String?
  private var headers: HTTPFields? = HTTPFields()
  private var timeout: Duration?
  private var payload: Range<Int>?
  private var createdAt: Int64?
  private let forwardsTraceContext: Bool
  private var traceContext: TraceContext?

  private init(forwardsTraceContext: Bool) {
    self.forwardsTraceContext = forwardsTraceContext
  }

  static func decode(
    _ element: ByteBuffer, receivedAt: ContinuousClock.Instant, forwardsTraceContext: Bool = false
  ) -> PolledItem {
    var decoder = CommandDecoder(forwardsTraceContext: forwardsTraceContext)
    do throws(JSONError) {
      try element.slicing { bytes throws(JSONError) in try decoder.read(bytes) }
    } catch {
      return .dropped(reason: "malformed command: \(error)")
    }
    return decoder.item(element, receivedAt)
  }

  private mutating func read(_ bytes: UnsafeRawBufferPointer) throws(JSONError) {
    var cursor = JSONCursor(bytes)
    try cursor.beginObject()
    while let key = try cursor.nextMember() {
      switch key {
      case "command_type": type = try text(&cursor)
      case "request_id": requestID = try text(&cursor) ?? ""
      case "shard_token": shardToken = try text(&cursor) ?? ""
      case "channel": channel = try text(&cursor)
      case "response_timeout": timeout = try text(&cursor).flatMap(ResponseTimeout.parse)
      case "headers": headers = try Self.headers(&cursor)
      case "created_at":
        let range = try cursor.skipValue()
        createdAt = CreationTime.milliseconds(UnsafeRawBufferPointer(rebasing: bytes[range]))
      case "jsonrpc": payload = try cursor.skipValue()
      case "trace_context" where forwardsTraceContext: traceContext = try traceContext(&cursor)
      default: _ = try cursor.skipValue()
      }
    }
    try cursor.end()
  }

  /// Nil for anything that is not a string.
  private func text(_ cursor: inout JSONCursor) throws(JSONError) -> String? {
    guard try cursor.peekKind() == .string else {
      _ = try cursor.skipValue()
      return nil
    }
    return try cursor.readString().decoded
  }

  /// Nil for anything but an object with a valid `traceparent`, and a valid `tracestate` if there is one.
  private func traceContext(_ cursor: inout JSONCursor) throws(JSONError) -> TraceContext? {
    guard try cursor.peekKind() == .object else {
      _ = try cursor.skipValue()
      return nil
    }
    var (parent, state): (String?, String?) = (nil, nil)
    var isUsable = true
    try cursor.beginObject()
    while let key = try cursor.nextMember() {
      switch key {
      case "traceparent": parent = try text(&cursor)
      case "tracestate":
        let isNull = try cursor.peekKind() == .null
        state = try text(&cursor)
        isUsable = isNull || state != nil
      default: _ = try cursor.skipValue()
      }
    }
    guard isUsable, let parent else { return nil }
    return TraceContext(parent: parent, state: state)
  }

  /// The message with the trace context in it, where that is possible; a caller's own headers come first.
  private func traced(_ message: ByteBuffer) -> ByteBuffer {
    guard let traceContext, let headers, headers.first("traceparent") == nil, headers.first("tracestate") == nil else {
      return message
    }
    return TraceContextSplice.splice(traceContext, into: message) ?? message
  }

  /// An object of arrays of strings; null counts as empty. Nil for any other shape (DEC-03).
  private static func headers(_ cursor: inout JSONCursor) throws(JSONError) -> HTTPFields? {
    switch try cursor.peekKind() {
    case .object: break
    case .null:
      _ = try cursor.skipValue()
      return HTTPFields()
    default:
      _ = try cursor.skipValue()
      return nil
    }
    var fields = HTTPFields()
    var isUsable = true
    try cursor.beginObject()
    while let name = try cursor.nextMember() {
      guard try cursor.peekKind() == .array else {
        _ = try cursor.skipValue()
        isUsable = false
        continue
      }
      try cursor.beginArray()
      while try cursor.nextElement() {
        guard try cursor.peekKind() == .string else {
          _ = try cursor.skipValue()
          isUsable = false
          continue
        }
        fields.append(name.decoded, try cursor.readString().decoded)
      }
    }
    return isUsable ? fields : nil
  }

  private func item(_ element: ByteBuffer, _ receivedAt: ContinuousClock.Instant) -> PolledItem {
    guard !requestID.isEmpty else { return .dropped(reason: "command without request_id") }
    guard !shardToken.isEmpty else { return .dropped(reason: "command \(requestID) without shard_token") }
    let name = channel.flatMap(ChannelName.canonical) ?? (channel == nil ? ChannelName.main : nil)
    let bytes = traced(payload.map { element.slice($0) } ?? ByteBuffer())
    let scan = Result { () throws(JSONError) in
      try bytes.slicing { bytes throws(JSONError) in try JSONRPCMessage.scan(bytes) }
    }
    let kind: Command.Kind
    var rejection: Rejection?
    // A missing discriminator has a default in the contract (W-09).
    switch (type ?? "").isEmpty && payload != nil ? "jsonrpc" : type {
    case "jsonrpc":
      switch scan {
      case .success(let message): kind = .message(message)
      case .failure(let error):
        kind = .message(JSONRPCMessage(unreadable: bytes))
        rejection = .invalidMessage(error.description)
      }
    case "session_termination":
      kind = .sessionTermination
      if (headers?.first("mcp-session-id") ?? "").isEmpty { rejection = .missingSessionID }
    case "oauth_discovery":
      kind = .oauthDiscovery
    default:
      return .dropped(reason: "command \(requestID) of unknown type \"\(type ?? "")\"")
    }
    if headers == nil { rejection = rejection ?? .invalidMessage("headers are not an object of string arrays") }
    if name == nil { rejection = .invalidChannel }
    let command = Command(
      kind: kind, requestID: requestID, shardToken: shardToken, channel: name ?? ChannelName.main,
      headers: headers ?? HTTPFields(), payload: bytes, receivedAt: receivedAt, createdAt: createdAt,
      deadline: timeout.map { receivedAt + $0 })
    return rejection.map { .rejected(command, $0) } ?? .command(command)
  }
}

extension JSONRPCMessage {
  /// What can be said of a payload that is no message: its id, when there is one to answer to.
  fileprivate init(unreadable bytes: ByteBuffer) {
    let id = bytes.withUnsafeReadableBytes { bytes -> Range<Int>? in
      guard let range = try? find(pointer: "/id", in: bytes), let first = bytes[range].first else { return nil }
      let isUsable = first == UInt8(ascii: "\"") || first == UInt8(ascii: "-") || (48...57).contains(first)
      return isUsable ? range : nil
    }
    self.init(kind: id == nil ? .notification : .request, id: id)
  }
}
