import CPipes
import CTunnelPlugin
import CurlHTTP
import Glibc
import Logging
import NIOCore
import Subprocess
import Synchronization
import SystemPackage

/// One supervised child: spawned by swift-subprocess in a process group of its own, its pipes on the network loop.
@NetworkLoop
final class ChildProcess {
  typealias OnOutput = @convention(c) (UnsafeMutableRawPointer?, tunnel_process, tunnel_bytes) -> Void
  typealias OnExit =
    @convention(c) (UnsafeMutableRawPointer?, tunnel_process, UnsafePointer<tunnel_process_exit>?) -> Void

  /// `@unchecked Sendable`: the functions are called on the loop only, with the plugin's own pointer.
  struct Callbacks: @unchecked Sendable {
    let user: UnsafeMutableRawPointer?
    let onOutput: OnOutput
    let onExit: OnExit
  }

  enum Reservation {
    case reserved
    case full
    case closed
  }

  private let callbacks: Callbacks
  private let context: HostContext
  private let input: PipeWriter
  private let output: PipeReader
  private let errors: PipeReader
  private let errorLog: ErrorLog
  private var handle: UInt64 = 0
  private var signalling: (@Sendable (Signal) -> Void)?
  /// Nil until it runs.
  private(set) var pid: Int?
  private var stopRequested: Duration?
  private var killTimers: [LoopTimer] = []

  /// How long a process group has between SIGTERM and SIGKILL.
  private static let termGrace = Duration.seconds(3)

  private init(_ callbacks: Callbacks, _ context: HostContext, _ pipes: ChildPipes) {
    self.callbacks = callbacks
    self.context = context
    input = PipeWriter(pipes.input.ours)
    output = PipeReader(pipes.output.ours)
    errors = PipeReader(pipes.errors.ours)
    errorLog = ErrorLog(context.logger)
  }

  /// Starts a child; its handle is good until `on_exit`.
  static func start(
    _ options: ChildOptions, _ callbacks: Callbacks, _ context: HostContext
  ) throws(ChildStartFailure) -> UInt64 {
    let environment = options.scrubbedEnvironment(of: HostEnvironment.current())
    let program = try options.program(path: environment["PATH"])
    let pipes = try ChildPipes()
    let child = ChildProcess(callbacks, context, pipes)
    guard let handle = context.processes.withLock({ $0.insert(child) }) else {
      pipes.closeAll()
      throw .system("too many child processes")
    }
    child.begin(handle, pipes, child.configuration(options, program, environment))
    return handle
  }

  private func configuration(
    _ options: ChildOptions, _ program: String, _ environment: [String: String]
  ) -> Subprocess.Configuration {
    var platform = PlatformOptions()
    platform.processGroupID = 0
    var variables: [Environment.Key: String] = [:]
    for (name, value) in environment {
      if let key = Environment.Key(rawValue: name) { variables[key] = value }
    }
    return Subprocess.Configuration(
      executable: .path(FilePath(program)), arguments: Arguments(Array(options.arguments.dropFirst())),
      environment: .custom(variables), workingDirectory: options.workingDirectory.map { FilePath($0) },
      platformOptions: platform)
  }

  private func begin(_ handle: UInt64, _ pipes: ChildPipes, _ configuration: Subprocess.Configuration) {
    self.handle = handle
    output.start { [unowned self] data in
      if !context.hasEnded { callbacks.onOutput(callbacks.user, handle, tunnel_bytes(data)) }
    }
    errors.start { [errorLog] data in errorLog.append(data) }
    // The task keeps the child alive until it is gone; it is the one owner of its end.
    Task {
      let ending = await supervise(configuration, pipes)
      end(ending)
    }
  }

  private func supervise(_ configuration: Subprocess.Configuration, _ pipes: ChildPipes) async -> ChildEnding {
    do {
      let record = try await Subprocess.run(
        configuration,
        input: .fileDescriptor(FileDescriptor(rawValue: pipes.input.theirs), closeAfterSpawningProcess: true),
        output: .fileDescriptor(FileDescriptor(rawValue: pipes.output.theirs), closeAfterSpawningProcess: true),
        error: .fileDescriptor(FileDescriptor(rawValue: pipes.errors.theirs), closeAfterSpawningProcess: true)
      ) { execution in
        pid = Int(execution.processIdentifier.value)
        running { signal in try? execution.send(signal: signal, toProcessGroup: true) }
        await ProcessExit.wait(for: execution.processIdentifier.processDescriptor)
        // What the child left behind in its group goes with it.
        try? execution.send(signal: .kill, toProcessGroup: true)
      }
      return ChildEnding(record.terminationStatus)
    } catch {
      return .notStarted("could not start: \(error)")
    }
  }

  private func running(_ signal: @escaping @Sendable (Signal) -> Void) {
    signalling = signal
    if let stopRequested { stop(grace: stopRequested) }
  }

  // MARK: Input

  nonisolated func reserve(_ count: Int) -> Reservation {
    input.reserve(count)
  }

  func write(_ bytes: ByteBuffer) {
    input.write(bytes)
  }

  // MARK: End

  /// Closes the input; SIGTERM to the group after `grace`, SIGKILL after that.
  func stop(grace: Duration) {
    input.close()
    guard let signalling else {
      stopRequested = grace
      return
    }
    for timer in killTimers { timer.cancel() }
    let untilTerm = context.grace(grace, share: 0.4)
    let untilKill = untilTerm + context.grace(Self.termGrace, share: 0.4)
    killTimers = [
      NetworkLoop.schedule(after: untilTerm) { signalling(.terminate) },
      NetworkLoop.schedule(after: untilKill) { signalling(.kill) },
    ]
  }

  /// No more grace.
  func kill() {
    signalling?(.kill)
  }

  private func end(_ ending: ChildEnding) {
    signalling = nil
    pid = nil
    for timer in killTimers { timer.cancel() }
    input.close()
    output.drain()
    errors.drain()
    errorLog.end()
    context.processes.withLock { _ = $0.remove(handle) }
    guard !context.hasEnded else { return }
    var (reason, line) = (ending.reason, errorLog.lastLine)
    reason.withUTF8 { reason in
      line.withUTF8 { line in
        var exit = tunnel_process_exit(
          size: UInt32(MemoryLayout<tunnel_process_exit>.size), exited: ending.exited ? 1 : 0, code: ending.code,
          reason: tunnel_string(UnsafeRawBufferPointer(reason)),
          last_error_line: tunnel_string(UnsafeRawBufferPointer(line)))
        callbacks.onExit(callbacks.user, handle, &exit)
      }
    }
  }
}

/// How a child ended.
struct ChildEnding: Sendable {
  let exited: Bool
  let code: Int32
  let reason: String

  init(_ status: TerminationStatus) {
    switch status {
    case .exited(let code): self.init(exited: true, code: code, reason: "exited with code \(code)")
    case .signaled(let signal): self.init(exited: false, code: signal, reason: "killed by signal \(signal)")
    }
  }

  private init(exited: Bool, code: Int32, reason: String) {
    self.exited = exited
    self.code = code
    self.reason = reason
  }

  static func notStarted(_ reason: String) -> ChildEnding {
    ChildEnding(exited: false, code: 0, reason: reason)
  }
}
