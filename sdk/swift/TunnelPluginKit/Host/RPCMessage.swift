internal import CTunnelPlugin

/// What `inspect` found out about a JSON-RPC message; slices of the bytes that were given.
public struct RPCMessage {
  public enum Kind: UInt32, Sendable {
    /// Not an object with these members.
    case invalid = 0
    case request = 1
    case notification = 2
    case response = 3
  }

  public let kind: Kind
  /// The raw token, quotes included; empty without one.
  public let id: UnsafeRawBufferPointer
  /// The raw text between the quotes; empty without one.
  public let method: BorrowedText
}
