import Configuration
import Operator

/// What is behind a channel, in the words of the peer's API (operator spec 11.3.1). Pure.
struct ChannelTarget: Sendable, Equatable {
  /// A server over HTTP.
  var serverURL: String?
  /// A server that is a child.
  var command: String?
  /// It is reached over a socket and not over the URL's host.
  var usesSocket = false
  /// All callers share one server.
  var hasProcessAffinity = false

  var transport: StatusSnapshot.Channel.Server.Transport {
    if command != nil { return .stdio }
    if serverURL != nil { return .streamableHTTP }
    return hasProcessAffinity ? .inMemory : .unknown
  }

  /// The URL without what may be a password: user information, query and fragment (W-39).
  var address: String? {
    serverURL.map { url in
      let start = url.firstRange(of: "://")?.upperBound ?? url.startIndex
      let rest = url[start...].prefix { $0 != "?" && $0 != "#" }
      let authority = rest.prefix { $0 != "/" }
      let host = authority.lastIndex(of: "@").map { rest[rest.index(after: $0)...] } ?? rest
      return String(url[..<start] + host)
    }
  }

  /// What names it best.
  var shown: String? { command ?? address }

  func server(_ health: BindingHealth, pid: Int?) -> StatusSnapshot.Channel.Server {
    var details: [StatusSnapshot.Channel.Server.Detail] = []
    if let command { details = [.init("pid", pid.map { "\($0)" } ?? "—"), .init("command", command)] }
    if let address { details.append(.init("address", address)) }
    let isFailed = if case .failed = health { true } else { health.isIdle }
    return .init(
      isEnabled: !isFailed, kind: transport == .inMemory ? .builtin : .external, transport: transport,
      probe: health.probe, probeError: health.reason.isEmpty ? nil : health.reason,
      reason: isFailed ? health.reason : nil, details: details)
  }
}

extension ChannelTarget {
  init(_ binding: BindingSetting, hasProcessAffinity: Bool) {
    self.init(
      serverURL: binding.network.serverURL, command: binding.command, usesSocket: binding.network.unixSocket != nil,
      hasProcessAffinity: hasProcessAffinity)
  }
}

extension BindingHealth {
  fileprivate var probe: StatusSnapshot.Channel.Server.Probe? {
    switch self {
    case .pending: .pending
    case .ready: .ok
    case .needsAuthorization: .authRequired
    case .timedOut: .timeout
    case .failed: .failed
    case .idle: nil
    }
  }
}
