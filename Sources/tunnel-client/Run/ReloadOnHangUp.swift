import Glibc
import ServiceLifecycle
import TunnelRuntime
import UnixSignals

/// SIGHUP reads the configuration again; from a terminal that was closed it is the end, as ever.
struct ReloadOnHangUp: Service {
  let reloader: Reloader
  let notices: SupervisorNotices?

  func run() async throws {
    let hadTerminal = Self.hasTerminal
    for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
      if hadTerminal, !Self.hasTerminal { return }
      await notices?.reloading()
      await reloader.reload()
      await notices?.reloaded()
    }
  }

  /// Whether the process belongs to a terminal that is still there (tty(4)).
  private static var hasTerminal: Bool {
    let descriptor = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    close(descriptor)
    return true
  }
}
