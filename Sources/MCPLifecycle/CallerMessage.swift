public import RawJSON

/// A message of a caller; its bytes are borrowed for the call that it is an argument of.
public struct CallerMessage {
  /// What the caller's `MCP-Protocol-Version` header says, where there is one.
  public enum DeclaredEra: Sendable {
    case none
    case legacy
    case modern
  }

  public let bytes: UnsafeRawBufferPointer
  public let rpc: JSONRPCMessage
  public let declared: DeclaredEra

  public init(_ bytes: UnsafeRawBufferPointer, _ rpc: JSONRPCMessage, declared: DeclaredEra) {
    self.bytes = bytes
    self.rpc = rpc
    self.declared = declared
  }

  var method: Method { Method(bytes, rpc.method) }

  /// The raw `params`, when they are an object.
  var params: UnsafeRawBufferPointer? {
    guard let range = rpc.params, bytes[range].first == UInt8(ascii: "{") else { return nil }
    return UnsafeRawBufferPointer(rebasing: bytes[range])
  }
}
