/// One JSON-RPC 2.0 message, cut into the slices that a relay needs. The bytes themselves are never changed.
public struct JSONRPCMessage: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// `method` and `id`.
    case request
    /// `method` without `id`, or with `id` null: nobody can answer it.
    case notification
    /// `result` or `error`. Without a usable `id` (null, or absent as MCP's schema of 2025-11-25 allows for an
    /// `error`) it answers a message whose id the other side could not read.
    case response
  }

  public let kind: Kind
  /// The raw token, a string with its quotes. Nil for a notification and for a response without a usable id.
  public let id: Range<Int>?
  /// The raw text between the quotes.
  public let method: Range<Int>?
  /// The raw value. Its kind is not judged here: that is between client and server.
  public let params: Range<Int>?
  public let result: Range<Int>?
  public let error: Range<Int>?

  public init(
    kind: Kind, id: Range<Int>?, method: Range<Int>? = nil, params: Range<Int>? = nil, result: Range<Int>? = nil,
    error: Range<Int>? = nil
  ) {
    self.kind = kind
    self.id = id
    self.method = method
    self.params = params
    self.result = result
    self.error = error
  }

  /// Reads all of `bytes` as exactly one message.
  ///
  /// - Throws: a ``JSONError`` whose ``JSONError/isValidJSON`` tells text that is not JSON from JSON that is not
  ///   JSON-RPC. The first is reported even when a broken rule comes before it.
  public static func scan(
    _ bytes: UnsafeRawBufferPointer, limits: JSONLimits = .default
  ) throws(JSONError) -> JSONRPCMessage {
    var cursor = JSONCursor(bytes, limits: limits)
    let kind = try cursor.peekKind()
    guard kind == .object else {
      let value = try cursor.skipValue()
      try cursor.end()
      throw JSONError(.notJSONRPC(kind == .array ? .batch : .notAnObject), at: value.lowerBound)
    }
    let start = cursor.offset
    var members = JSONRPCMembers()
    try cursor.beginObject()
    while let key = try cursor.nextMember() {
      let member = members.begin(key)
      try members.readValue(of: member, from: &cursor)
    }
    try cursor.end()
    return try members.message(at: start)
  }
}
