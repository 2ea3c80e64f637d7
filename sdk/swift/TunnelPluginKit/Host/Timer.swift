internal import CTunnelPlugin

/// Fires once on the host thread. **A timer that is let go of is cancelled**, so keep it as long as it matters.
public final class Timer {
  private let host: UnsafePointer<tunnel_host>
  private let table: UnsafePointer<tunnel_host_timer>
  private var handle: tunnel_timer = 0
  private weak var target: (any TimerTarget)?

  /// Calls `target.fired(_:)` after `milliseconds`, or a little later.
  public init(_ host: Host, after milliseconds: UInt64, target: any TimerTarget) throws(PluginError) {
    guard let table = host.timerTable, let start = table.pointee.start else { throw .missing(.timer) }
    self.host = host.pointer
    self.table = table
    self.target = target
    // The host holds no reference: deinit takes the timer back, which on the host thread means it never fires.
    let user = Unmanaged.passUnretained(self).toOpaque()
    var started: tunnel_timer = 0
    let status = PluginStatus(
      rawValue: start(
        host.pointer, milliseconds,
        { user in
          guard let user else { return }
          Unmanaged<Timer>.fromOpaque(user).takeUnretainedValue().fire()
        }, user, &started))
    guard status != .denied else { throw .denied(.timer) }
    guard status.isOK else {
      throw PluginError(status, "'\(HostService.timer.name)' did not start a timer (status \(status.rawValue))")
    }
    handle = started
  }

  deinit {
    cancel()
  }

  /// Takes the timer back. It will not fire any more.
  public func cancel() {
    guard handle != 0 else { return }
    _ = table.pointee.cancel?(host, handle)
    handle = 0
  }

  private func fire() {
    handle = 0
    target?.fired(self)
  }
}
