import CTunnelPlugin
import CurlHTTP

/// `tunnel.host.readiness/1`: a transport's own word on its server. Every plugin gets it.
enum ReadinessService {
  static let table = ServiceTable(
    tunnel_host_readiness(size: UInt32(MemoryLayout<tunnel_host_readiness>.size), up: up, down: down, idle: idle),
    denied: tunnel_host_readiness?.none)

  private static let up: @convention(c) (UnsafePointer<tunnel_host>?, UInt64) -> tunnel_status = { host, generation in
    guard let context = HostContext.of(host) else { return tunnel_status(TUNNEL_E_CLOSED) }
    guard generation != 0 else {
      context.report(.invalidArgument)
      return tunnel_status(TUNNEL_E_INVALID)
    }
    context.report(.up(generation: generation))
    return success
  }

  private static let down: @convention(c) (UnsafePointer<tunnel_host>?, tunnel_string) -> tunnel_status = {
    host, reason in
    report(host, reason) { .down(reason: $0) }
  }

  private static let idle: @convention(c) (UnsafePointer<tunnel_host>?, tunnel_string) -> tunnel_status = {
    host, reason in
    report(host, reason) { .idle(reason: $0) }
  }

  private static func report(
    _ host: UnsafePointer<tunnel_host>?, _ reason: tunnel_string, _ presence: (String) -> ServerPresence
  ) -> tunnel_status {
    guard let context = HostContext.of(host) else { return tunnel_status(TUNNEL_E_CLOSED) }
    guard let bytes = reason.borrowed else {
      context.report(.invalidArgument)
      return tunnel_status(TUNNEL_E_INVALID)
    }
    context.report(presence(LogText.printable(bytes.prefix(512))))
    return success
  }
}

/// What a transport says about its server.
public enum ServerPresence: Sendable, Equatable {
  /// A transport that has said nothing: it is probed.
  case unknown
  case up(generation: UInt64)
  case down(reason: String)
  /// There is nothing to serve: the channel is as if it were not configured.
  case idle(reason: String)

  public var isIdle: Bool { if case .idle = self { true } else { false } }
}
