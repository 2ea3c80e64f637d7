import RawJSON

/// Capabilities of a server as a bridge passes them on.
enum Capabilities {
  /// Only what works across the eras: no `subscribe` and no `listChanged`, whose notifications have another way in each
  /// (`subscriptions/listen` since 2026-07-28), no `logging`, whose level does not travel, and no `tasks`, which became
  /// an extension of another shape.
  static func bridged(_ raw: [UInt8]) -> [UInt8] {
    raw.withUnsafeBytes { bytes in
      var output = Array("{".utf8)
      do throws(JSONError) {
        var cursor = JSONCursor(bytes)
        try cursor.beginObject()
        while let key = try cursor.nextMember() {
          let name = key.decoded
          let value = try cursor.skipValue()
          switch name {
          case "tools", "prompts", "resources": append(name, Array("{}".utf8), to: &output)
          case "completions", "experimental", "extensions": append(name, Array(bytes[value]), to: &output)
          default: break
          }
        }
      } catch {
        return Array("{}".utf8)
      }
      return output + Array("}".utf8)
    }
  }

  /// The names in a raw object of capabilities.
  static func names(_ raw: [UInt8]) -> [String] {
    raw.withUnsafeBytes { bytes in
      var names: [String] = []
      do throws(JSONError) {
        var cursor = JSONCursor(bytes)
        try cursor.beginObject()
        while let key = try cursor.nextMember() {
          names.append(key.decoded)
          _ = try cursor.skipValue()
        }
      } catch {
        return []
      }
      return names
    }
  }

  private static func append(_ name: String, _ value: [UInt8], to output: inout [UInt8]) {
    if output.count > 1 { output.append(UInt8(ascii: ",")) }
    output += Array("\"\(name)\":".utf8) + value
  }
}
