import NIOCore

/// One command as it waits for a poll.
struct Command: Sendable, Equatable {
  enum Payload: Sendable, Equatable {
    /// The caller's JSON-RPC message, byte for byte.
    case jsonrpc(ByteBuffer)
    case sessionTermination
    case oauthDiscovery
  }

  let requestID: String
  let shardToken: String
  let channel: String
  let payload: Payload
  let headers: [CommandHeader]
  let createdAt: String
  let responseTimeout: String
}
