internal import CTunnelPlugin

/// The services of the host that a descriptor can ask for.
public enum HostService: CaseIterable, Sendable {
  case log
  case buffer
  case json
  case timer
  case http
  case process
  case exchange
  case readiness
  case auth
  case `operator`
  case metrics
  case oauth
  case state
  case secret

  /// The name of the extension, as the ABI has it.
  public var name: StaticString {
    // Literals, because the macros of the headers arrive as String; a test compares them.
    switch self {
    case .log: "tunnel.host.log/1"
    case .buffer: "tunnel.host.buffer/1"
    case .json: "tunnel.host.json/1"
    case .timer: "tunnel.host.timer/1"
    case .http: "tunnel.host.http/1"
    case .process: "tunnel.host.process/1"
    case .exchange: "tunnel.host.exchange/1"
    case .readiness: "tunnel.host.readiness/1"
    case .auth: "tunnel.host.auth/1"
    case .operator: "tunnel.host.operator/1"
    case .metrics: "tunnel.host.metrics/1"
    case .oauth: "tunnel.host.oauth/1"
    case .state: "tunnel.host.state/1"
    case .secret: "tunnel.host.secret/1"
    }
  }

  /// The name in the headers of the ABI.
  var nameInHeader: String {
    switch self {
    case .log: TUNNEL_HOST_LOG
    case .buffer: TUNNEL_HOST_BUFFER
    case .json: TUNNEL_HOST_JSON
    case .timer: TUNNEL_HOST_TIMER
    case .http: TUNNEL_HOST_HTTP
    case .process: TUNNEL_HOST_PROCESS
    case .exchange: TUNNEL_HOST_EXCHANGE
    case .readiness: TUNNEL_HOST_READINESS
    case .auth: TUNNEL_HOST_AUTH
    case .operator: TUNNEL_HOST_OPERATOR
    case .metrics: TUNNEL_HOST_METRICS
    case .oauth: TUNNEL_HOST_OAUTH
    case .state: TUNNEL_HOST_STATE
    case .secret: TUNNEL_HOST_SECRET
    }
  }
}
