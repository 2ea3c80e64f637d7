import CTunnelPlugin
import CurlHTTP
import Synchronization

/// `tunnel.host.oauth/1`: what the host has found out about OAuth.
enum OAuthService {
  typealias Found = @convention(c) (UnsafeMutableRawPointer?, tunnel_bytes) -> Void

  /// `@unchecked Sendable`: the function is called on the loop only, with the plugin's own pointer.
  private struct Watch: @unchecked Sendable {
    let found: Found
    let user: UnsafeMutableRawPointer?
  }

  static let table = ServiceTable(
    tunnel_host_oauth(size: UInt32(MemoryLayout<tunnel_host_oauth>.size), watch: watch),
    denied: tunnel_host_oauth(
      size: UInt32(MemoryLayout<tunnel_host_oauth>.size), watch: { host, _, _ in Denied.answer(host) }))

  private static let watch:
    @convention(c) (UnsafePointer<tunnel_host>?, Found?, UnsafeMutableRawPointer?) -> tunnel_status = {
      host, found, user in
      guard let context = HostContext.of(host) else { return tunnel_status(TUNNEL_E_CLOSED) }
      guard NetworkLoop.isCurrent else {
        context.report(.invalidArgument)
        return tunnel_status(TUNNEL_E_INVALID)
      }
      let watch = found.map { Watch(found: $0, user: user) }
      NetworkLoop.assumeIsolated { begin(watch, context) }
      return success
    }

  @NetworkLoop
  private static func begin(_ watch: Watch?, _ context: HostContext) {
    let board = context.facilities.oauth
    let number = watch.map { watch in
      board.watch { document in
        guard !context.hasEnded else { return }
        document.withUnsafeBytes { watch.found(watch.user, tunnel_bytes($0)) }
      }
    }
    if let earlier = context.oauthWatcher.withLock({ stored in
      defer { stored = number }
      return stored
    }) {
      board.remove(earlier)
    }
  }
}
