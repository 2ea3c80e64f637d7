public import HTTPServing

/// What the server behind a channel has said of itself, to us or to a caller through us (user needs 4.2, #65). Whoever
/// owns the MCP lifecycle makes it; health only shows it.
public struct MCPEvidence: Sendable, Equatable {
  public enum State: String, Sendable {
    case notObserved = "not_observed"
    case initialized
    case serverDiscovered = "server_discovered"
    /// The catalogue of tools has been seen, too.
    case discovered
    case failed
    case closed
  }

  public struct Initialize: Sendable, Equatable {
    public var ok: Bool
    public var observedAt: Timestamp
    public var protocolVersion: String?
    public var serverName: String?
    public var serverVersion: String?
    public var capabilityNames: [String]

    public init(
      ok: Bool, observedAt: Timestamp, protocolVersion: String? = nil, serverName: String? = nil,
      serverVersion: String? = nil, capabilityNames: [String] = []
    ) {
      self.ok = ok
      self.observedAt = observedAt
      self.protocolVersion = protocolVersion
      self.serverName = serverName
      self.serverVersion = serverVersion
      self.capabilityNames = capabilityNames
    }
  }

  public struct ServerDiscover: Sendable, Equatable {
    public var ok: Bool
    public var observedAt: Timestamp
    public var supportedVersions: [String]
    public var capabilityNames: [String]

    public init(ok: Bool, observedAt: Timestamp, supportedVersions: [String] = [], capabilityNames: [String] = []) {
      self.ok = ok
      self.observedAt = observedAt
      self.supportedVersions = supportedVersions
      self.capabilityNames = capabilityNames
    }
  }

  public struct ToolsList: Sendable, Equatable {
    public var ok: Bool
    public var observedAt: Timestamp
    public var toolNames: [String]
    /// All pages have been seen.
    public var complete: Bool
    /// Something was left out already.
    public var limited: Bool

    public init(
      ok: Bool, observedAt: Timestamp, toolNames: [String] = [], complete: Bool, limited: Bool = false
    ) {
      self.ok = ok
      self.observedAt = observedAt
      self.toolNames = toolNames
      self.complete = complete
      self.limited = limited
    }
  }

  /// Of the server that said it (`Binding.serverPresence`), where servers are counted. Of any other it says nothing.
  public var generation: UInt64?
  public var state: State
  /// One of the codes of user needs 4.2.
  public var reasonCode: String?
  /// How many handshakes this server has seen.
  public var initializeEpoch: Int
  public var serverDiscoverEpoch: Int?
  public var initialize: Initialize?
  public var serverDiscover: ServerDiscover?
  public var toolsList: ToolsList?

  public init(
    generation: UInt64? = nil, state: State, reasonCode: String? = nil, initializeEpoch: Int = 0,
    serverDiscoverEpoch: Int? = nil, initialize: Initialize? = nil, serverDiscover: ServerDiscover? = nil,
    toolsList: ToolsList? = nil
  ) {
    self.generation = generation
    self.state = state
    self.reasonCode = reasonCode
    self.initializeEpoch = initializeEpoch
    self.serverDiscoverEpoch = serverDiscoverEpoch
    self.initialize = initialize
    self.serverDiscover = serverDiscover
    self.toolsList = toolsList
  }
}
