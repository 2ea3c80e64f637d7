// The same functions for memory whose lifetime the compiler watches: `array.span.bytes`, NIO's `readableBytesSpan`.
// Unlike `Array.withUnsafeBytes` they keep the error's type.

extension JSONRPCMessage {
  /// Reads all of `bytes` as exactly one message.
  public static func scan(_ bytes: RawSpan, limits: JSONLimits = .default) throws(JSONError) -> JSONRPCMessage {
    try bytes.withUnsafeBytes { (bytes) throws(JSONError) in try scan(bytes, limits: limits) }
  }

  /// Classifies a message by as little of it as possible.
  public static func peek(_ bytes: RawSpan, limits: JSONLimits = .default) -> JSONRPCPeek {
    bytes.withUnsafeBytes { peek($0, limits: limits) }
  }

  /// Whether two raw id tokens are the same JSON value.
  public static func sameID(_ first: RawSpan, _ second: RawSpan) -> Bool {
    first.withUnsafeBytes { first in second.withUnsafeBytes { sameID(first, $0) } }
  }
}

/// The raw value at a JSON Pointer (RFC 6901, object members only); nil when there is none.
public func find(
  pointer: String, in bytes: RawSpan, limits: JSONLimits = .default
) throws(JSONError) -> Range<Int>? {
  try bytes.withUnsafeBytes { (bytes) throws(JSONError) in try find(pointer: pointer, in: bytes, limits: limits) }
}
