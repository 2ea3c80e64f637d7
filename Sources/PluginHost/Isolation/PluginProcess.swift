import CurlHTTP
import Glibc
import Logging
import NIOCore
import Subprocess
import SystemPackage

/// One process of an isolated plugin, from its start to its end: its standard input is the socket, what it writes
/// elsewhere goes to the log.
@NetworkLoop
final class PluginProcess {
  private let launch: PluginProcessLaunch
  private let logger: Logger
  private let started: @NetworkLoop (Int) -> Void
  private let receive: @NetworkLoop (PluginFrame) throws(WireError) -> Void
  private var socket: FrameSocket?
  private var killing: (@Sendable () -> Void)?
  /// Why it is being killed, in place of the signal that does it.
  private var verdict: String?

  /// - Parameters:
  ///   - launch: What is started.
  ///   - logger: What it writes to standard output and error goes here.
  ///   - started: Gets its number.
  ///   - receive: Throws for what the process must not say now; that is the end of it.
  init(
    _ launch: PluginProcessLaunch, logger: Logger, started: @escaping @NetworkLoop (Int) -> Void,
    receive: @escaping @NetworkLoop (PluginFrame) throws(WireError) -> Void
  ) {
    self.launch = launch
    self.logger = logger
    self.started = started
    self.receive = receive
  }

  /// Sends a frame. False: there is no process, or too much waits for it.
  @discardableResult
  func send(_ frame: HostFrame) -> Bool {
    socket?.send(frame.encoded, limit: FrameSocket.limit) ?? false
  }

  /// Ends it without grace, for this reason.
  func kill(because reason: String) {
    guard verdict == nil else { return }
    verdict = reason
    killing?()
  }

  /// Starts it with `first` as the first frame, and returns how it ended, when it is gone and all it said is heard.
  func run(_ first: HostFrame) async -> String {
    var ends: [CInt] = [-1, -1]
    guard socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
      return "could not be started: \(String(cString: strerror(errno)))"
    }
    guard let socket = FrameSocket(ends[0]) else {
      close(ends[1])
      return "could not be started: \(String(cString: strerror(errno)))"
    }
    var outputs: [(ends: OutputPipe, stream: String)] = []
    for stream in ["stdout", "stderr"] {
      guard let pipe = OutputPipe() else {
        for output in outputs { output.ends.close() }
        socket.close()
        close(ends[1])
        return "could not be started: \(String(cString: strerror(errno)))"
      }
      outputs.append((pipe, stream))
    }
    self.socket = socket
    socket.start { [weak self] in
      self?.take($0) ?? false
    } end: { [weak self] error in
      self?.lost(error)
    }
    socket.send(first.encoded)
    let logs = outputs.map { output in follow(output.ends.reading, output.stream) }
    let ending = await supervise(ends[1], outputs[0].ends.writing, outputs[1].ends.writing)
    killing = nil
    socket.drain()
    self.socket = nil
    for (reader, log) in logs {
      reader.drain()
      log.end()
    }
    return verdict ?? ending
  }

  private func supervise(_ input: CInt, _ output: CInt, _ errors: CInt) async -> String {
    var platform = PlatformOptions()
    // A terminal's Ctrl-C is for the tunnel, which then lets the plugin go; and what it leaves behind can be found.
    platform.createSession = true
    var environment: [Environment.Key: String] = [:]
    for (name, value) in PluginProcessLaunch.environment(of: HostEnvironment.current()) {
      if let key = Environment.Key(rawValue: name) { environment[key] = value }
    }
    let configuration = Subprocess.Configuration(
      executable: .path(FilePath(launch.executable)),
      arguments: Arguments(executablePathOverride: "tunnel-client", remainingValues: launch.arguments),
      environment: .custom(environment), platformOptions: platform)
    do {
      let record = try await Subprocess.run(
        configuration,
        input: .fileDescriptor(FileDescriptor(rawValue: input), closeAfterSpawningProcess: true),
        output: .fileDescriptor(FileDescriptor(rawValue: output), closeAfterSpawningProcess: true),
        error: .fileDescriptor(FileDescriptor(rawValue: errors), closeAfterSpawningProcess: true)
      ) { execution in
        let pid = Int(execution.processIdentifier.value)
        running(pid) { try? execution.send(signal: .kill) }
        await ProcessExit.wait(for: execution.processIdentifier.processDescriptor)
        SessionSweep.kill(session: pid)
      }
      return ChildEnding(record.terminationStatus).reason
    } catch {
      return "could not be started: \(error)"
    }
  }

  private func running(_ pid: Int, _ killing: @escaping @Sendable () -> Void) {
    started(pid)
    self.killing = killing
    if verdict != nil { killing() }
  }

  private func take(_ bytes: ByteBuffer) -> Bool {
    do throws(WireError) {
      try receive(try PluginFrame(bytes))
      return true
    } catch {
      lost(error)
      return false
    }
  }

  /// Its end of the socket is closed; a process that lives on is of no use.
  private func lost(_ error: WireError?) {
    // Without an error it is most likely ending by itself; its status says more than ours would.
    guard let error else {
      _ = NetworkLoop.schedule(after: .milliseconds(500)) { [weak self] in
        guard let self, killing != nil else { return }
        kill(because: "closed its socket")
      }
      return
    }
    kill(because: "sent \(error)")
  }

  private func follow(_ descriptor: CInt, _ stream: String) -> (PipeReader, ErrorLog) {
    let (reader, log) = (PipeReader(descriptor), ErrorLog(logger, stream: stream))
    reader.start { log.append($0) }
    return (reader, log)
  }
}
