import HTTPServing
import MCPLifecycle

extension MCPEvidence {
  /// What a gate has seen of its server: what it answered to the gate, and to callers through it.
  ///
  /// `clock` and `now` are the same moment.
  init(_ seen: ServerObservation, now: Timestamp, clock: ContinuousClock.Instant) {
    func time(_ instant: ContinuousClock.Instant) -> Timestamp {
      Timestamp(seconds: now.seconds - (clock - instant).components.seconds)
    }
    self.init(
      generation: seen.generation, state: State(seen), reasonCode: seen.trouble?.rawValue,
      initializeEpoch: seen.initializeEpoch, serverDiscoverEpoch: seen.discoverEpoch > 0 ? seen.discoverEpoch : nil)
    initialize = seen.initialize.map {
      Initialize(
        ok: true, observedAt: time($0.observedAt), protocolVersion: $0.protocolVersion, serverName: $0.serverName,
        serverVersion: $0.serverVersion, capabilityNames: $0.capabilityNames)
    }
    serverDiscover = seen.discover.map {
      ServerDiscover(
        ok: true, observedAt: time($0.observedAt), supportedVersions: $0.supportedVersions,
        capabilityNames: $0.capabilityNames)
    }
    toolsList = seen.tools.map {
      ToolsList(
        ok: true, observedAt: time($0.observedAt), toolNames: $0.names, complete: $0.isComplete, limited: $0.isLimited)
    }
  }
}

extension MCPEvidence.State {
  init(_ seen: ServerObservation) {
    if seen.tools != nil {
      self = .discovered
    } else if seen.discover != nil {
      self = .serverDiscovered
    } else if seen.initialize != nil {
      self = .initialized
    } else {
      self = seen.trouble == nil ? .notObserved : .failed
    }
  }
}
