internal import TunnelPluginKit

/// A call that is ready to be sent, now or after what must go before it.
struct PreparedCall {
  let exchange: Exchange
  let purpose: CallPurpose
  let method: StaticString
  let headers: StoredHeaders
  /// The host keeps it until the exchange ends.
  let body: BufferReference?
  /// The raw id token; empty without one.
  let id: [UInt8]
  /// "The initialize request MUST NOT be cancelled by clients" (MCP 2025-11-25, Cancellation).
  let mayBeWithdrawn: Bool

  /// What the server knows the caller by; nil for a caller without a session.
  var session: [UInt8]? {
    guard purpose != .probe, let id = headers.first("mcp-session-id"), !id.isEmpty else { return nil }
    return Array(id.bytes)
  }
}
