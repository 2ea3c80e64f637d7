internal import TunnelPluginKit

/// Keeps one child running.
final class Supervisor: ChildProcessDelegate, TimerTarget {
  private enum State {
    case idle
    case running(ChildProcess, since: Int64)
    /// It closed its output, or is being stopped: nothing is written to it any more.
    case ending(ChildProcess, since: Int64)
    case waiting(Timer)
  }

  private static let graceMilliseconds: UInt64 = 2_000

  weak var owner: StandardIOTransport?
  /// Why the child is not running, for a log.
  private(set) var downReason = "the server process was not started"

  private let host: Host
  private let settings: StdioSettings
  private var policy = RestartPolicy()
  private var state = State.idle
  private var isClosing = false
  private var reader: LineReader?

  init(_ host: Host, _ settings: StdioSettings) {
    self.host = host
    self.settings = settings
  }

  var isRunning: Bool {
    if case .running = state { true } else { false }
  }

  /// Starts the first child; that one must start.
  func open() throws(PluginError) {
    do throws(PluginError) {
      try start()
    } catch {
      throw settings.cannotStart(error)
    }
  }

  /// Ends the child, then tells the host that the binding is closed.
  func close() {
    isClosing = true
    switch state {
    case .running(let child, let since):
      state = .ending(child, since: since)
      child.stop(graceMilliseconds: Self.graceMilliseconds)
    case .ending:
      break
    case .idle, .waiting:
      state = .idle
      host.closed()
    }
  }

  func write(_ bytes: UnsafeRawBufferPointer) -> PluginStatus {
    guard case .running(let child, _) = state else { return .closed }
    return child.write(bytes)
  }

  func child(_ child: ChildProcess, didOutput bytes: UnsafeRawBufferPointer) {
    guard case .running(let current, let since) = state, current === child else { return }
    guard !bytes.isEmpty else {
      // Without an output it can answer nothing.
      state = .ending(child, since: since)
      downReason = "the server closed its standard output"
      owner?.failPending(downReason)
      child.stop(graceMilliseconds: Self.graceMilliseconds)
      return
    }
    reader?.read(bytes) { owner?.receive($0) }
  }

  func child(_ child: ChildProcess, didExit reason: String) {
    switch state {
    case .running(let current, let since), .ending(let current, let since):
      guard current === child else { return }
      state = .idle
      guard !isClosing else { return host.closed() }
      downReason = reason.isEmpty ? "the server process ended" : "the server process \(reason)"
      owner?.failPending(downReason)
      restart(afterLifetime: MonotonicClock.milliseconds() - since)
    case .idle, .waiting:
      break
    }
  }

  func fired(_ timer: Timer) {
    guard case .waiting = state else { return }
    state = .idle
    do throws(PluginError) {
      try start()
      host.log(.info, "the server process was started again")
    } catch {
      downReason = settings.cannotStart(error).message
      restart(afterLifetime: 0)
    }
  }

  private func start() throws(PluginError) {
    // The reader is new as well: half a line of the old child is not the beginning of one of the new.
    reader = LineReader(host)
    state = .running(try ChildProcess(host, settings.process, delegate: self), since: MonotonicClock.milliseconds())
  }

  private func restart(afterLifetime lifetime: Int64) {
    let wait = policy.wait(afterLifetime: lifetime)
    host.log(.warning, "\(downReason); starting it again in \(wait) ms")
    do throws(PluginError) {
      state = .waiting(try Timer(host, after: wait, target: self))
    } catch {
      state = .idle
      host.log(.error, "\(downReason), and cannot be started again: \(error.message)")
    }
  }
}
