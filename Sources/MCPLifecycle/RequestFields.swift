import RawJSON

/// The members of `_meta` that make a request a modern one (2026-07-28, Base Protocol, Per-request protocol fields).
enum RequestFields {
  /// The raw members of a `_meta` without those fields, separated by commas; nil when it has none of them.
  static func others(in meta: UnsafeRawBufferPointer) -> [UInt8]? {
    var rest: [UInt8] = []
    var hasOwn = false
    do throws(JSONError) {
      var cursor = JSONCursor(meta)
      try cursor.beginObject()
      while let key = try cursor.nextMember() {
        let value = try cursor.skipValue()
        switch key {
        case "io.modelcontextprotocol/protocolVersion", "io.modelcontextprotocol/clientInfo",
          "io.modelcontextprotocol/clientCapabilities":
          hasOwn = true
        default:
          if !rest.isEmpty { rest.append(UInt8(ascii: ",")) }
          rest += Array("\"".utf8) + meta[key.range] + Array("\":".utf8) + meta[value]
        }
      }
    } catch {
      return nil
    }
    return hasOwn ? rest : nil
  }
}
