import NIOCore
import RawJSON

/// A posted JSON-RPC message, as far as HTTP has to know it.
struct IncomingMessage: Sendable {
  let bytes: ByteBuffer
  let message: JSONRPCMessage
  let method: String
  /// `params.name`, which modern callers repeat in a header.
  let name: String?
  /// `params._meta`'s protocol version: only requests of 2026-07-28 and later carry one.
  let declaredVersion: String?

  init(_ bytes: ByteBuffer) throws(JSONError) {
    self.bytes = bytes
    let parts = try bytes.withUnsafeReadableBytes { (raw) throws(JSONError) in
      let message = try JSONRPCMessage.scan(raw, limits: JSONLimits(maxBytes: 64 << 20))
      let method = message.method.map { String(decoding: raw[$0], as: UTF8.self) } ?? ""
      let params = message.params.map { UnsafeRawBufferPointer(rebasing: raw[$0]) }
      return (message, method, params.map(Self.read) ?? (nil, nil))
    }
    (message, method) = (parts.0, parts.1)
    (name, declaredVersion) = parts.2
  }

  /// The raw token of the id.
  var id: ByteBuffer? {
    message.id.flatMap { bytes.getSlice(at: bytes.readerIndex + $0.lowerBound, length: $0.count) }
  }

  private static func read(_ params: UnsafeRawBufferPointer) -> (name: String?, version: String?) {
    var (name, version): (String?, String?) = (nil, nil)
    var cursor = JSONCursor(params)
    do throws(JSONError) {
      try cursor.beginObject()
      while let key = try cursor.nextMember() {
        let (isName, isMeta) = (key == "name", key == "_meta")
        if isName, try cursor.peekKind() == .string {
          name = try cursor.readString().decoded
        } else if isMeta, try cursor.peekKind() == .object {
          try cursor.beginObject()
          while let key = try cursor.nextMember() {
            let isVersion = key == "io.modelcontextprotocol/protocolVersion"
            if isVersion, try cursor.peekKind() == .string {
              version = try cursor.readString().decoded
            } else {
              _ = try cursor.skipValue()
            }
          }
        } else {
          _ = try cursor.skipValue()
        }
      }
    } catch {
      // Not an object: the plugin will say so.
    }
    return (name, version)
  }
}
