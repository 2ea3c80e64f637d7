import HTTPServing

/// What the server behind a channel has said of itself, to us or to a caller through us (user needs 4.2, #65). Whoever
/// owns the MCP lifecycle makes it; health only shows it.
struct MCPEvidence: Sendable, Equatable {
  enum State: String, Sendable {
    case notObserved = "not_observed"
    case initialized
    case serverDiscovered = "server_discovered"
    /// The catalogue of tools has been seen, too.
    case discovered
    case failed
    case closed
  }

  struct Initialize: Sendable, Equatable {
    var ok: Bool
    var observedAt: Timestamp
    var protocolVersion: String?
    var serverName: String?
    var serverVersion: String?
    var capabilityNames: [String] = []
  }

  struct ServerDiscover: Sendable, Equatable {
    var ok: Bool
    var observedAt: Timestamp
    var supportedVersions: [String] = []
    var capabilityNames: [String] = []
  }

  struct ToolsList: Sendable, Equatable {
    var ok: Bool
    var observedAt: Timestamp
    var toolNames: [String] = []
    /// All pages have been seen.
    var complete: Bool
    /// Something was left out already.
    var limited = false
  }

  /// Of the server that said it (`Binding.serverPresence`), where servers are counted. Of any other it says nothing.
  var generation: UInt64?
  var state: State
  /// One of the codes of user needs 4.2.
  var reasonCode: String?
  /// How many handshakes this server has seen.
  var initializeEpoch = 0
  var serverDiscoverEpoch: Int?
  var initialize: Initialize?
  var serverDiscover: ServerDiscover?
  var toolsList: ToolsList?
}
