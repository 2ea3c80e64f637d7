import CTunnelPlugin
import CurlHTTP
import Synchronization

/// `tunnel.host.timer/1`: calls back later.
enum TimerService {
  /// `@unchecked Sendable`: the function is called on the loop only, with the plugin's own pointer.
  struct Pending: @unchecked Sendable {
    let fire: @convention(c) (UnsafeMutableRawPointer?) -> Void
    let user: UnsafeMutableRawPointer?
    var timer: LoopTimer?
  }

  static let table = ServiceTable(
    tunnel_host_timer(size: UInt32(MemoryLayout<tunnel_host_timer>.size), start: start, cancel: cancel),
    denied: tunnel_host_timer(
      size: UInt32(MemoryLayout<tunnel_host_timer>.size), start: { host, _, _, _, _ in Denied.answer(host) },
      cancel: { host, _ in Denied.answer(host) }))

  private static let start:
    @convention(c) (
      UnsafePointer<tunnel_host>?, UInt64, (@convention(c) (UnsafeMutableRawPointer?) -> Void)?,
      UnsafeMutableRawPointer?, UnsafeMutablePointer<tunnel_timer>?
    ) -> tunnel_status = { host, delay, fire, user, timer in
      guard let context = HostContext.of(host) else { return tunnel_status(TUNNEL_E_CLOSED) }
      guard let fire else {
        context.report(.invalidArgument)
        return tunnel_status(TUNNEL_E_INVALID)
      }
      let pending = Pending(fire: fire, user: user)
      guard let handle = context.timers.withLock({ $0.insert(pending) }) else { return tunnel_status(TUNNEL_E_LIMIT) }
      timer?.pointee = handle
      let deadline = ContinuousClock.now + .milliseconds(Int64(clamping: min(delay, 1 << 40)))
      if NetworkLoop.isCurrent {
        NetworkLoop.assumeIsolated { schedule(handle, at: deadline, context) }
      } else {
        NetworkLoop.execute { schedule(handle, at: deadline, context) }
      }
      return success
    }

  private static let cancel: @convention(c) (UnsafePointer<tunnel_host>?, tunnel_timer) -> tunnel_status = {
    host, timer in
    guard let context = HostContext.of(host) else { return tunnel_status(TUNNEL_E_CLOSED) }
    guard let pending = context.timers.withLock({ $0.remove(timer, as: .cancelled) }) else {
      return tunnel_status(TUNNEL_E_STALE)
    }
    if let loopTimer = pending.timer { NetworkLoop.execute { loopTimer.cancel() } }
    return success
  }

  @NetworkLoop
  private static func schedule(_ handle: UInt64, at deadline: ContinuousClock.Instant, _ context: HostContext) {
    let timer = NetworkLoop.schedule(at: deadline) {
      guard let pending = context.timers.withLock({ $0.remove(handle) }), !context.hasEnded else { return }
      pending.fire(pending.user)
    }
    let isPending = context.timers.withLock { table in
      guard var pending = table.live(handle) else { return false }
      pending.timer = timer
      return table.replace(handle, with: pending)
    }
    if !isPending { timer.cancel() }
  }
}
