import RawJSON

/// What the one server of a process has said of itself since it came up (user needs 4.2, #65). Pure: whoever hears the
/// server notes it here; no server is asked for it.
public struct ServerObservation: Sendable, Equatable {
  public struct Initialize: Sendable, Equatable {
    public let observedAt: ContinuousClock.Instant
    public let protocolVersion: String
    public let serverName: String?
    public let serverVersion: String?
    public let capabilityNames: [String]
  }

  public struct Discover: Sendable, Equatable {
    public let observedAt: ContinuousClock.Instant
    public let supportedVersions: [String]
    public let capabilityNames: [String]
  }

  /// Why something is missing; the codes of user needs 4.2.
  public enum Trouble: String, Sendable {
    case discovery = "mcp_discovery_error"
    case invalidInitialize = "invalid_initialize_result"
    case invalidDiscover = "invalid_server_discover_result"
    case invalidTools = "invalid_tools_result"
    case largeParams = "observation_params_limit"
    case largeResult = "observation_result_limit"
    /// The server said so: what was seen of its tools is old.
    case toolsChanged = "tools_list_changed"
    /// A page that does not follow the last one that was seen.
    case otherCursor = "tools_cursor_mismatch"
    /// A page that was asked for in another revision of the protocol than the one before it.
    case otherProtocol = "tools_protocol_mismatch"
    case manyPages = "tools_page_limit"
    case badCursor = "invalid_tools_cursor"
    case manyInitializes = "initialize_epoch_limit"
    case manyDiscoveries = "server_discover_epoch_limit"
    case manyCatalogs = "catalog_revision_limit"
  }

  /// More handshakes, discoveries or catalogues of one server are not told apart.
  public static let mostEpochs = 1 << 20

  /// A larger answer is not looked into.
  public static let mostBytes = 1 << 20

  /// Of the server, where the transport counts them.
  public var generation: UInt64?
  /// How many handshakes and discoveries this server has answered.
  public private(set) var initializeEpoch = 0
  public private(set) var discoverEpoch = 0
  public private(set) var initialize: Initialize?
  public private(set) var discover: Discover?
  public private(set) var tools: ObservedTools?
  public private(set) var trouble: Trouble?
  private var catalogs = 0
  private let mostEpochs: Int

  public init(mostEpochs: Int = ServerObservation.mostEpochs) {
    self.mostEpochs = mostEpochs
  }

  /// Whether the server has said nothing yet, well or badly.
  public var isEmpty: Bool { initialize == nil && discover == nil && tools == nil && trouble == nil }

  /// A step of `lifecycle` has been completed.
  public mutating func note(_ step: HandshakeStep, of lifecycle: ServerLifecycle, at now: ContinuousClock.Instant) {
    switch step {
    case .discover:
      if case .served(let discovery) = lifecycle.modern { note(discovery, at: now) }
    case .initialize:
      tools = nil
      switch lifecycle.session {
      case .opened(let session), .established(let session):
        initialize = Initialize(session, at: now)
        trouble = count(&initializeEpoch, .manyInitializes)
      case .refused(let failure):
        initialize = nil
        trouble = failure.reason == .refused && failure.error == nil ? .invalidInitialize : .discovery
      case .none: initialize = nil
      }
    case .initialized: break
    }
  }

  /// The server's response to a request of a caller; nil: it is larger than ``mostBytes``.
  public mutating func note(
    _ response: UnsafeRawBufferPointer?, to request: ObservedRequest, at now: ContinuousClock.Instant
  ) {
    guard let response else { return forget(request, .largeResult) }
    // What one caller is refused says nothing of what there is.
    guard let result = (try? JSONRPCMessage.scan(response))?.result else { return }
    let bytes = UnsafeRawBufferPointer(rebasing: response[result])
    switch request {
    case .discover:
      guard let discovery = Discovery(result: bytes), discovery.isModern else {
        return forget(request, .invalidDiscover)
      }
      note(discovery, at: now)
    case .tools(let cursor, let version): note(page: bytes, cursor, version, at: now)
    case .large: trouble = .largeParams
    }
  }

  /// What the server says by itself.
  public mutating func note(notification: UnsafeRawBufferPointer) {
    guard let rpc = try? JSONRPCMessage.scan(notification), rpc.kind == .notification,
      Method(notification, rpc.method) == .toolsChanged
    else { return }
    tools = nil
    trouble = .toolsChanged
  }

  private mutating func note(
    page: UnsafeRawBufferPointer, _ cursor: String?, _ version: String?, at now: ContinuousClock.Instant
  ) {
    var seen: ObservedTools
    if let cursor {
      // A page in another caller's walk, or in one whose beginning was not seen.
      guard let tools, cursor == tools.next else {
        if tools?.isComplete != true, trouble == nil { trouble = .otherCursor }
        return
      }
      guard version == tools.version else { return forget(.tools(cursor: cursor, version: version), .otherProtocol) }
      seen = tools
    } else {
      seen = ObservedTools(observedAt: now, version: version)
    }
    guard seen.read(page: page, at: now) else { return forget(.tools(cursor: cursor, version: version), .invalidTools) }
    tools = seen
    trouble = seen.end == .badCursor ? .badCursor : seen.end == .manyPages ? .manyPages : nil
    if cursor == nil, let limit = count(&catalogs, .manyCatalogs) { trouble = limit }
  }

  private func count(_ epochs: inout Int, _ limit: Trouble) -> Trouble? {
    guard epochs < mostEpochs else { return limit }
    epochs += 1
    return nil
  }

  /// What a new discovery finds makes the tools of the one before old news.
  private mutating func note(_ discovery: Discovery, at now: ContinuousClock.Instant) {
    let limit = count(&discoverEpoch, .manyDiscoveries)
    discover = Discover(
      observedAt: now, supportedVersions: discovery.supportedVersions,
      capabilityNames: Capabilities.names(discovery.capabilities))
    tools = nil
    trouble = limit
  }

  private mutating func forget(_ request: ObservedRequest, _ trouble: Trouble) {
    if request == .discover { discover = nil }
    tools = nil
    self.trouble = trouble
  }
}

extension ServerObservation.Initialize {
  init(_ session: LegacySession, at now: ContinuousClock.Instant) {
    let info = session.serverInfo ?? []
    self.init(
      observedAt: now, protocolVersion: session.version, serverName: Self.text("/name", in: info),
      serverVersion: Self.text("/version", in: info), capabilityNames: Capabilities.names(session.capabilities))
  }

  private static func text(_ pointer: String, in object: [UInt8]) -> String? {
    object.withUnsafeBytes { bytes in
      guard let range = try? find(pointer: pointer, in: bytes) else { return nil }
      var cursor = JSONCursor(.init(rebasing: bytes[range]))
      return (try? cursor.readString())?.decoded
    }
  }
}
