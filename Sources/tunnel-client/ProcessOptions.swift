import ArgumentParser
import Configuration
import TunnelRuntime

struct ProcessOptions: ParsableArguments {
  @Option(
    name: .customLong("shutdown.drain-timeout"),
    help: "How long calls under way may take to finish after a signal. [SHUTDOWN_DRAIN_TIMEOUT] (default: 1s)")
  var drainTimeout: String?

  @Option(
    name: .customLong("pid.file"),
    help: "Write the process's number to this file, and refuse to start beside another client with it. [PID_FILE]")
  var pidFile: String?

  var flags: [SettingKey: [String]] {
    [.drainTimeout: drainTimeout.array, .pidFile: pidFile.array]
  }

  static func claimPIDFile(_ path: String?) throws(Failure) -> PIDFile? {
    guard let path else { return nil }
    do throws(PIDFileFailure) {
      return try PIDFile(path: path)
    } catch {
      throw Failure(error)
    }
  }
}
