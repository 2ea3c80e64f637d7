import RawJSON

/// What a legacy server answered to `initialize`; the JSON values are raw.
struct LegacySession: Sendable, Equatable {
  /// The whole result, for later callers.
  let result: [UInt8]
  /// The `Mcp-Session-Id` of a bridge's own session over HTTP.
  let id: String?
  let version: String
  /// Where the version's token lies in `result`.
  private let versionRange: Range<Int>
  private(set) var capabilities: [UInt8] = Array("{}".utf8)
  private(set) var serverInfo: [UInt8]?
  private(set) var instructions: [UInt8]?

  /// Nil when the answer is no `InitializeResult`.
  init?(response: [UInt8], id: String?) {
    let result = response.withUnsafeBytes { bytes -> [UInt8]? in
      guard let message = try? JSONRPCMessage.scan(bytes), let result = message.result else { return nil }
      return Array(bytes[result])
    }
    guard let result else { return nil }
    self.result = result
    self.id = id
    let values = result.withUnsafeBytes { bytes in
      ["/protocolVersion", "/capabilities", "/serverInfo", "/instructions"].map { pointer in
        try? find(pointer: pointer, in: bytes)
      }
    }
    guard let versionRange = values[0],
      let version = result.withUnsafeBytes({ bytes -> String? in
        var cursor = JSONCursor(.init(rebasing: bytes[versionRange]))
        return (try? cursor.readString())?.decoded
      })
    else { return nil }
    self.version = version
    self.versionRange = versionRange
    if let range = values[1] { capabilities = Array(result[range]) }
    if let range = values[2] { serverInfo = Array(result[range]) }
    if let range = values[3] { instructions = Array(result[range]) }
  }

  /// The answer to a later `initialize`, for a caller that asked for `requested`.
  func reply(requested: String?) -> Reply {
    let answer = ProtocolRevision.answer(to: requested, negotiated: version)
    guard answer != version else { return .result(result) }
    return .result(
      result.withUnsafeBytes { [Edit(versionRange, Array("\"\(answer)\"".utf8))].applied(to: $0) })
  }
}
