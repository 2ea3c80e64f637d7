import ControlPlane
import NIOCore
import RawJSON

/// The `params.name` of a `tools/call`: sliced out, never decoded further, and at most 128 bytes of it.
enum ToolName {
  static let longest = 128
  /// A name behind more than this is not looked for.
  private static let window = 64 << 10

  static func of(_ command: Command) -> String? {
    guard case .message(let message) = command.kind, let method = message.method, let params = message.params,
      method.count == 10
    else { return nil }
    return command.payload.withUnsafeReadableBytes { bytes in
      guard bytes[method].elementsEqual("tools/call".utf8) else { return nil }
      return read(UnsafeRawBufferPointer(rebasing: bytes[params].prefix(window)))
    }
  }

  private static func read(_ params: UnsafeRawBufferPointer) -> String? {
    var cursor = JSONCursor(params)
    do throws(JSONError) {
      guard try cursor.peekKind() == .object else { return nil }
      try cursor.beginObject()
      while let key = try cursor.nextMember() {
        guard key == "name" else {
          _ = try cursor.skipValue()
          continue
        }
        guard try cursor.peekKind() == .string else { return nil }
        return try cursor.readString().decoded.bounded(to: longest)
      }
    } catch {}
    return nil
  }
}

extension String {
  /// Its front, when it is longer than so many bytes.
  func bounded(to bytes: Int) -> String {
    guard utf8.count > bytes else { return self }
    var text = self[...]
    while text.utf8.count > bytes { text = text.prefix(max(0, min(text.count - 1, bytes))) }
    return String(text)
  }
}
