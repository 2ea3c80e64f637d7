import RawJSON

/// The error codes that only MCP 2026-07-28 defines (Base Protocol, Error Codes).
enum ErrorCode {
  static let headerMismatch = -32020
  static let missingCapability = -32021
  static let unsupportedVersion = -32022

  /// The code of a raw error object.
  static func of(_ error: UnsafeRawBufferPointer) -> Int? {
    guard let range = try? find(pointer: "/code", in: error) else { return nil }
    var cursor = JSONCursor(.init(rebasing: error[range]))
    return try? cursor.readInteger()
  }

  static func isModern(_ code: Int) -> Bool { (unsupportedVersion...headerMismatch).contains(code) }
}
