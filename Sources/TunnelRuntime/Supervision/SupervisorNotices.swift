public import CurlHTTP
import Glibc
import Operator
public import ServiceLifecycle

/// Tells the service manager how the tunnel is doing: ready, why not, alive, reloading, stopping (sd_notify(3)). It
/// runs on the network loop: a loop that hangs sends no sign of life, and is restarted.
@NetworkLoop
public final class SupervisorNotices: Service {
  private let socket: SupervisorSocket
  private let tunnel: Tunnel
  private let watchdog: Duration?
  private var isReady = false
  private var status = ""

  /// `watchdog`: How often to send a sign of life; nil: never.
  public nonisolated init(_ socket: SupervisorSocket, tunnel: Tunnel, watchdog: Duration?) {
    self.socket = socket
    self.tunnel = tunnel
    self.watchdog = watchdog
  }

  /// Must outlive the tunnel: a long drain needs its signs of life, too.
  public func run() async throws {
    tunnel.onDrain = { [self] limit in
      let microseconds = (limit + .seconds(10)).milliseconds * 1000
      socket.send("STOPPING=1", "STATUS=draining", "EXTEND_TIMEOUT_USEC=\(microseconds)")
      status = "draining"
    }
    let loop = NetworkLoop.executor
    await withTaskGroup(of: Void.self) { group in
      group.addTask(executorPreference: loop) { await self.follow() }
      if let watchdog { group.addTask(executorPreference: loop) { await self.beat(every: watchdog) } }
      try? await gracefulShutdown()
      group.cancelAll()
    }
  }

  /// A reload begins. Before the first READY there is nothing to interrupt.
  public func reloading() {
    guard isReady else { return }
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    socket.send("RELOADING=1", "MONOTONIC_USEC=\(now.tv_sec * 1_000_000 + now.tv_nsec / 1000)")
  }

  /// It is over, however it went.
  public func reloaded() {
    guard isReady else { return }
    socket.send("READY=1", "STATUS=\(status)")
  }

  private func follow() async {
    while !Task.isCancelled {
      let readiness = tunnel.readiness()
      let text = readiness.text.split(whereSeparator: \.isNewline).joined(separator: " ")
      if readiness.ready, !isReady {
        isReady = true
        status = text
        socket.send("READY=1", "STATUS=\(status)")
      } else if text != status {
        status = text
        socket.send("STATUS=\(status)")
      }
      try? await LoopClock.sleep(for: isReady ? .seconds(1) : .milliseconds(50))
    }
  }

  private func beat(every interval: Duration) async {
    while !Task.isCancelled {
      socket.send("WATCHDOG=1")
      try? await LoopClock.sleep(for: interval)
    }
  }
}
