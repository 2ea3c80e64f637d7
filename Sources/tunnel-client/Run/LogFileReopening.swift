import LogPipeline
import TunnelRuntime

/// SIGHUP opens the log file again, for whoever has moved it away.
struct LogFileReopening: Reloadable {
  let pipeline: LogPipeline

  var name: String { "log file" }

  func prepare() async throws(ReloadFailure) -> ReloadCommit? {
    do {
      try pipeline.sink.reopen()
    } catch {
      throw ReloadFailure("\(error)")
    }
    return nil
  }
}
