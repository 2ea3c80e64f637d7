import HTTPServing
import Operator
import PluginHost

/// The `mcp` component (user needs 4.2): what is known of the server behind the main channel. Pure.
struct MCPHealth {
  var channel: String
  /// A child of ours, or a server behind a URL.
  var isChild: Bool
  var presence: ServerPresence
  var health: BindingHealth
  var probedAt: Timestamp?
  var evidence: MCPEvidence?

  /// Evidence of an earlier child says nothing of this one.
  private var valid: MCPEvidence? {
    guard let evidence else { return nil }
    guard isChild else { return evidence }
    guard case .up(let generation) = presence else { return presence == .unknown ? evidence : nil }
    return evidence.generation == generation ? evidence : nil
  }

  var component: HealthComponent {
    let (initialize, isInitializeLimited) = initialize
    let (discover, isDiscoverLimited) = discover
    let (tools, isToolsLimited) = tools
    return HealthComponent(
      "mcp", status, state: state, reasonCode: reasonCode,
      observedAt: [
        valid?.initialize?.observedAt, valid?.serverDiscover?.observedAt, valid?.toolsList?.observedAt, probedAt,
      ].compactMap(\.self).max { $0.seconds < $1.seconds },
      limited: isInitializeLimited || isDiscoverLimited || isToolsLimited,
      details: [
        ("channel", .text(channel)), ("transport", .text(isChild ? "stdio" : "streamable_http")),
        ("child_state", .text(childState)), ("child_generation", .number(generation)),
        ("initialize_epoch", .number(valid?.initializeEpoch ?? 0)),
        ("server_discover_epoch", .number(valid?.serverDiscoverEpoch)),
        ("evidence", .text(isChild ? "same_child" : "unsupported_transport")), ("initialize", initialize),
        ("server_discover", discover), ("tools_list", tools), ("startup_probe", isChild ? .none : probe),
      ])
  }

  private var status: HealthComponent.Status {
    if !health.canTakeCalls, health != .pending { return .degraded }
    switch valid?.state {
    case .initialized, .serverDiscovered, .discovered: return .ok
    case .failed, .closed: return .degraded
    case .notObserved, nil: return .unknown
    }
  }

  private var state: String {
    if isChild, case .down = presence { return MCPEvidence.State.closed.rawValue }
    return (valid?.state ?? .notObserved).rawValue
  }

  private var reasonCode: String? {
    if let code = valid?.reasonCode { return code }
    if case .failed = health { return "mcp_discovery_error" }
    return valid == nil ? "same_child_evidence_unavailable" : nil
  }

  private var childState: String {
    guard isChild else { return "not_applicable" }
    return switch presence {
    case .unknown: health.canTakeCalls ? "running" : "unknown"
    case .up: "running"
    case .down, .idle: "stopped"
    }
  }

  private var generation: Int {
    if case .up(let generation) = presence { Int(clamping: generation) } else { 0 }
  }

  private var initialize: (HealthValue, limited: Bool) {
    guard let seen = valid?.initialize else {
      let facts: [(name: String, value: HealthValue)] = [
        ("ok", .flag(false)), ("identity_complete", .flag(false)), ("limited", .flag(false)),
        ("capability_names", .list([])),
      ]
      return (.object(facts), false)
    }
    let (capabilities, isCut) = NameLimits.kept(seen.capabilityNames.sorted(), NameLimits.others)
    let identity = [seen.protocolVersion, seen.serverName, seen.serverVersion]
    let kept = identity.map(NameLimits.kept)
    let isLimited = isCut || kept != identity
    return (
      .object([
        ("ok", .flag(seen.ok)), ("identity_complete", .flag(!kept.contains(nil))), ("limited", .flag(isLimited)),
        ("observed_at", .time(seen.observedAt)), ("protocol_version", .text(kept[0])), ("server_name", .text(kept[1])),
        ("server_version", .text(kept[2])), ("capability_names", .texts(capabilities)),
      ]), isLimited
    )
  }

  private var discover: (HealthValue, limited: Bool) {
    guard let seen = valid?.serverDiscover else { return (.none, false) }
    let (versions, isCut) = NameLimits.kept(seen.supportedVersions, NameLimits.others)
    let (capabilities, isAlsoCut) = NameLimits.kept(seen.capabilityNames.sorted(), NameLimits.others)
    return (
      .object([
        ("ok", .flag(seen.ok)), ("limited", .flag(isCut || isAlsoCut)), ("observed_at", .time(seen.observedAt)),
        ("supported_versions", .texts(versions)), ("capability_names", .texts(capabilities)),
      ]), isCut || isAlsoCut
    )
  }

  private var tools: (HealthValue, limited: Bool) {
    let seen = valid?.toolsList
    let (names, isAlsoCut) = NameLimits.kept(seen?.toolNames ?? [], NameLimits.tools)
    let isCut = isAlsoCut || seen?.limited == true
    let isComplete = seen?.complete == true && !isCut
    return (
      .object([
        ("ok", .flag(seen?.ok ?? false)), ("observed_at", .time(seen?.observedAt)), ("tool_names", .texts(names)),
        ("retained_count", .number(names.count)), ("complete", .flag(isComplete)),
        ("partial", .flag(seen != nil && !isComplete)), ("limited", .flag(isCut)),
      ]), isCut
    )
  }

  private var probe: HealthValue {
    let state =
      switch health {
      case .pending: "pending"
      case .ready: "succeeded"
      case .needsAuthorization: "auth_required"
      case .timedOut: "timed_out"
      case .failed: "failed"
      case .idle: "idle"
      }
    return .object([("state", .text(state)), ("observed_at", .time(probedAt))])
  }
}
