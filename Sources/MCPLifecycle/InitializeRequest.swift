import RawJSON

/// What a caller's `initialize` asks for; the JSON values are raw.
struct InitializeRequest {
  /// The whole `params`.
  private(set) var params: [UInt8]?
  private(set) var version: String?
  private(set) var clientInfo: [UInt8]?
  private(set) var extensions: [UInt8]?

  init(_ message: CallerMessage) {
    guard let params = message.params else { return }
    self.params = Array(params)
    if let range = try? find(pointer: "/protocolVersion", in: params) {
      var cursor = JSONCursor(.init(rebasing: params[range]))
      version = (try? cursor.readString())?.decoded
    }
    clientInfo = Self.object("/clientInfo", in: params)
    extensions = Self.object("/capabilities/extensions", in: params)
  }

  private static func object(_ pointer: String, in params: UnsafeRawBufferPointer) -> [UInt8]? {
    guard let range = try? find(pointer: pointer, in: params), params[range].first == UInt8(ascii: "{") else {
      return nil
    }
    return Array(params[range])
  }
}
