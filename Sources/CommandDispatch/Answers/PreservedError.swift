import NIOCore
import RawJSON

/// Whether the body of an HTTP error answer is the server's own JSON-RPC error to this request, which then goes back
/// byte for byte (dataplane spec 12.1).
enum PreservedError {
  /// A longer body is never looked into.
  static let limit = 102_400

  enum Judgement: Equatable {
    case preserve
    /// Why not, in the words of the wire.
    case replace(kind: String)
  }

  static func judge(_ body: ByteBuffer, length: Int, id: ByteBuffer) -> Judgement {
    guard length > 0, body.readableBytes > 0 else { return .replace(kind: "response_body_missing") }
    guard length <= limit, body.readableBytes == length else { return .replace(kind: "response_body_too_large") }
    return body.withUnsafeReadableBytes { bytes in
      do throws(JSONError) {
        let message = try JSONRPCMessage.scan(bytes)
        guard message.kind == .response, let error = message.error, message.result == nil, let own = message.id,
          id.withUnsafeReadableBytes({ JSONRPCMessage.sameID(.init(rebasing: bytes[own]), $0) }),
          isErrorObject(UnsafeRawBufferPointer(rebasing: bytes[error]))
        else { return .replace(kind: "invalid_mcp_error") }
        return .preserve
      } catch {
        return .replace(kind: error.isValidJSON ? "invalid_mcp_error" : "malformed_json")
      }
    }
  }

  /// An object with an integer `code` and a string `message`.
  private static func isErrorObject(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard let code = try? find(pointer: "/code", in: bytes), let message = try? find(pointer: "/message", in: bytes)
    else { return false }
    let digits = bytes[code].drop { $0 == UInt8(ascii: "-") }
    return !digits.isEmpty && digits.allSatisfy { (48...57).contains($0) } && bytes[message].first == UInt8(ascii: "\"")
  }
}
