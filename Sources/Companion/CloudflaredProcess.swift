import CurlHTTP
import Glibc
import Logging
import PluginHost
import Subprocess
import SystemPackage

/// One running `cloudflared`: in a session of its own, so that a terminal's Ctrl-C reaches only us, its output in our log
/// (dataplane spec CF-03).
@NetworkLoop
final class CloudflaredProcess {
  enum Ending: Sendable, Equatable {
    case notStarted(String)
    /// In the words of the peer: `exit status 1`, `signal: killed`.
    case exited(String)
  }

  /// So long a line is logged whole: a token that is cut in two would not be found by the redactor.
  private static let longestLine = 1 << 20

  private let launch: CloudflaredLaunch
  private let logger: Logger
  private var signalling: (@Sendable (Signal) -> Void)?
  private var killTimer: LoopTimer?
  private var stopRequested: Duration?
  private var isOver = false

  init(_ launch: CloudflaredLaunch, logger: Logger) {
    self.launch = launch
    self.logger = logger
  }

  /// Returns when it has ended; its whole group is gone then.
  func run() async -> Ending {
    var outputs: [(stream: String, ends: OutputPipe)] = []
    for stream in ["stdout", "stderr"] {
      guard let pipe = OutputPipe() else {
        for output in outputs { output.ends.close() }
        return .notStarted("cannot make a pipe: \(String(cString: strerror(errno)))")
      }
      outputs.append((stream, pipe))
    }
    let readers = outputs.map { output in follow(output.ends.reading, output.stream) }
    let ending = await supervise(output: outputs[0].ends.writing, error: outputs[1].ends.writing)
    isOver = true
    signalling = nil
    killTimer?.cancel()
    for (reader, log) in readers {
      reader.drain()
      log.end()
    }
    return ending
  }

  private func follow(_ descriptor: CInt, _ stream: String) -> (PipeReader, ErrorLog) {
    let log = ErrorLog(logger, stream: stream, heading: "cloudflared output", longestLine: Self.longestLine)
    let reader = PipeReader(descriptor)
    reader.start { data in log.append(data) }
    return (reader, log)
  }

  private func supervise(output: CInt, error: CInt) async -> Ending {
    var platform = PlatformOptions()
    platform.createSession = true
    var variables: [Environment.Key: String] = [:]
    for (name, value) in launch.environment {
      if let key = Environment.Key(rawValue: name) { variables[key] = value }
    }
    let configuration = Subprocess.Configuration(
      executable: .path(FilePath(launch.program)), arguments: Arguments(launch.arguments),
      environment: .custom(variables), platformOptions: platform)
    do {
      let record = try await Subprocess.run(
        configuration, input: .none,
        output: .fileDescriptor(FileDescriptor(rawValue: output), closeAfterSpawningProcess: true),
        error: .fileDescriptor(FileDescriptor(rawValue: error), closeAfterSpawningProcess: true)
      ) { execution in
        running { signal in try? execution.send(signal: signal, toProcessGroup: true) }
        await ProcessExit.wait(for: execution.processIdentifier.processDescriptor)
        // What it left behind in its group goes with it.
        try? execution.send(signal: .kill, toProcessGroup: true)
      }
      return .exited(Self.words(for: record.terminationStatus))
    } catch {
      return .notStarted("\(error)")
    }
  }

  private func running(_ signal: @escaping @Sendable (Signal) -> Void) {
    signalling = signal
    logger.info("cloudflared started", metadata: ["path": "\(launch.program)"])
    if let stopRequested { stop(grace: stopRequested) }
  }

  /// SIGINT, and SIGKILL after `grace` (CF-06).
  func stop(grace: Duration) {
    guard !isOver, killTimer == nil else { return }
    guard let signalling else {
      stopRequested = grace
      return
    }
    signalling(.interrupt)
    killTimer = NetworkLoop.schedule(after: grace) { signalling(.kill) }
  }

  private static func words(for status: TerminationStatus) -> String {
    switch status {
    case .exited(let code): "exit status \(code)"
    case .signaled(let number):
      "signal: \(strsignal(number).map { String(cString: $0).lowercased() } ?? "\(number)")"
    }
  }
}
