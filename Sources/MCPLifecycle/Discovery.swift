import RawJSON

/// What a modern server says of itself (`DiscoverResult` of 2026-07-28); the JSON values are raw.
struct Discovery: Sendable, Equatable {
  var supportedVersions: [String] = []
  var capabilities: [UInt8] = Array("{}".utf8)
  var serverInfo: [UInt8]?
  var instructions: [UInt8]?

  /// Whether this room can speak to the server on behalf of a legacy caller.
  var isBridgeable: Bool { supportedVersions.contains(ProtocolRevision.modern) }

  /// A server that names legacy versions only is no modern one, whatever method told so.
  var isModern: Bool { supportedVersions.contains { !ProtocolRevision.legacy.contains($0) } }

  init(supportedVersions: [String]) {
    self.supportedVersions = supportedVersions
  }

  /// Nil when the value is no such result.
  init?(result: UnsafeRawBufferPointer) {
    do throws(JSONError) {
      var cursor = JSONCursor(result)
      var hasCapabilities = false
      try cursor.beginObject()
      while let key = try cursor.nextMember() {
        switch key {
        case "supportedVersions":
          guard try cursor.peekKind() == .array else { return nil }
          supportedVersions = try Self.strings(&cursor)
        case "capabilities":
          guard try cursor.peekKind() == .object else { return nil }
          capabilities = Array(result[try cursor.skipValue()])
          hasCapabilities = true
        case "instructions": instructions = Array(result[try cursor.skipValue()])
        // Drafts of the revision had it here.
        case "serverInfo": serverInfo = Array(result[try cursor.skipValue()])
        case "_meta":
          let meta = UnsafeRawBufferPointer(rebasing: result[try cursor.skipValue()])
          if let info = try find(pointer: "/io.modelcontextprotocol~1serverInfo", in: meta) {
            serverInfo = Array(meta[info])
          }
        default: _ = try cursor.skipValue()
        }
      }
      guard hasCapabilities, !supportedVersions.isEmpty else { return nil }
    } catch {
      return nil
    }
  }

  /// From an answer to `server/discover`: a result, or an error that only modern servers know (2026-07-28, stdio and
  /// Streamable HTTP, Backward Compatibility). Everything else identifies a legacy server, whatever its code.
  init?(response: [UInt8]) {
    let found = response.withUnsafeBytes { bytes -> Discovery? in
      guard let message = try? JSONRPCMessage.scan(bytes), message.kind == .response else { return nil }
      if let result = message.result { return Discovery(result: .init(rebasing: bytes[result])) }
      guard let error = message.error else { return nil }
      return Discovery(error: .init(rebasing: bytes[error]))
    }
    guard let found, found.isModern else { return nil }
    self = found
  }

  private init?(error: UnsafeRawBufferPointer) {
    switch ErrorCode.of(error) {
    case ErrorCode.unsupportedVersion:
      guard let range = try? find(pointer: "/data/supported", in: error) else { return nil }
      var cursor = JSONCursor(.init(rebasing: error[range]))
      guard let versions = try? Self.strings(&cursor) else { return nil }
      self.init(supportedVersions: versions)
    case ErrorCode.headerMismatch, ErrorCode.missingCapability:
      self.init(supportedVersions: [ProtocolRevision.modern])
    default: return nil
    }
  }

  private static func strings(_ cursor: inout JSONCursor) throws(JSONError) -> [String] {
    var strings: [String] = []
    try cursor.beginArray()
    while try cursor.nextElement() {
      if try cursor.peekKind() == .string {
        strings.append(try cursor.readString().decoded)
      } else {
        _ = try cursor.skipValue()
      }
    }
    return strings
  }
}
