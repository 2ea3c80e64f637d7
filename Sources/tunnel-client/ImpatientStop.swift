import Glibc
import ServiceLifecycle
import UnixSignals

/// Ends the process at the second SIGINT or SIGTERM, without waiting for anything (dataplane spec W-65). The first one
/// is the service group's. Stands first in the group, so that it outlives all others.
struct ImpatientStop: Service {
  func run() async throws {
    var count = 0
    for await signal in await UnixSignalsSequence(trapping: .sigint, .sigterm).cancelOnGracefulShutdown() {
      count += 1
      if count >= 2 { _exit(signal == .sigint ? 130 : 143) }
    }
  }
}
