import Glibc
import ServiceLifecycle
import UnixSignals

/// SIGINT and SIGTERM: the first asks for a stop, by ending this service; the second ends the process without waiting
/// for anything (dataplane spec W-65).
///
/// Trapped before anything can be found from outside: whoever reads the URL file may send a signal at once, and it must
/// not be left behind.
struct StopSignals: Service {
  private let requested: AsyncStream<Void>

  init() async {
    let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
    let (requested, request) = AsyncStream.makeStream(of: Void.self)
    self.requested = requested
    // Outlives the service: a second signal counts until the very end.
    Task {
      var isRequested = false
      for await signal in signals {
        if isRequested { _exit(signal == .sigint ? 130 : 143) }
        isRequested = true
        request.finish()
      }
    }
  }

  func run() async throws {
    for await _ in requested.cancelOnGracefulShutdown() {}
  }
}
