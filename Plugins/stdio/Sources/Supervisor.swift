internal import TunnelPluginKit

/// Keeps one child running.
final class Supervisor: ChildProcessDelegate, TimerTarget {
  private enum State {
    case idle
    case running(ChildProcess, since: Int64)
    /// It is of no use any more and is being stopped: nothing is written to it.
    case ending(ChildProcess, since: Int64)
    case waiting(Timer)
  }

  private static let graceMilliseconds: UInt64 = 2_000

  weak var owner: ChildConnection?
  private let host: Host
  private let settings: StdioSettings
  /// "the server process", or which of several.
  private let name: String
  private var policy: RestartPolicy
  private var state = State.idle
  private var isClosing = false
  private var reader: LineReader?

  init(_ host: Host, _ settings: StdioSettings, name: String) {
    self.host = host
    self.settings = settings
    self.name = name
    policy = RestartPolicy(limit: settings.restartLimit)
  }

  /// Starts the first child; that one must start.
  func open() throws(PluginError) {
    do throws(PluginError) {
      try start()
    } catch {
      throw settings.cannotStart(error)
    }
  }

  /// Ends the child, then tells the owner.
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
      owner?.closed()
    }
  }

  func write(_ bytes: UnsafeRawBufferPointer) -> PluginStatus {
    guard case .running(let child, _) = state else { return .closed }
    return child.write(bytes)
  }

  /// The child lives and is of no use: it is stopped and another one started (dataplane spec ST-06, W-37).
  func replace(_ reason: String) {
    guard case .running(let child, let since) = state else { return }
    state = .ending(child, since: since)
    owner?.gone("\(name) \(reason)")
    child.stop(graceMilliseconds: Self.graceMilliseconds)
  }

  func child(_ child: ChildProcess, didOutput bytes: UnsafeRawBufferPointer) {
    guard case .running(let current, _) = state, current === child else { return }
    // Without an output it can answer nothing.
    guard !bytes.isEmpty else { return replace("closed its standard output") }
    reader?.read(bytes) { owner?.receive($0) }
  }

  func child(_ child: ChildProcess, didExit reason: String) {
    switch state {
    case .running(let current, let since):
      guard current === child else { return }
      ended(since, "\(name) \(reason.isEmpty ? "ended" : reason)", wasKnown: false)
    case .ending(let current, let since):
      guard current === child else { return }
      ended(since, "\(name) \(reason.isEmpty ? "ended" : reason)", wasKnown: true)
    case .idle, .waiting:
      break
    }
  }

  func fired(_ timer: Timer) {
    guard case .waiting = state else { return }
    state = .idle
    do throws(PluginError) {
      try start()
      host.log(.info, "\(name) was started again")
    } catch {
      restart(afterLifetime: 0, settings.cannotStart(error).message)
    }
  }

  private func ended(_ since: Int64, _ reason: String, wasKnown: Bool) {
    state = .idle
    guard !isClosing else {
      owner?.closed()
      return
    }
    if !wasKnown { owner?.gone(reason) }
    restart(afterLifetime: MonotonicClock.milliseconds() - since, reason)
  }

  private func start() throws(PluginError) {
    // The reader is new as well: half a line of the old child is not the beginning of one of the new.
    reader = LineReader(host)
    state = .running(try ChildProcess(host, settings.process, delegate: self), since: MonotonicClock.milliseconds())
    owner?.started()
  }

  private func restart(afterLifetime lifetime: Int64, _ reason: String) {
    guard let wait = policy.wait(afterLifetime: lifetime) else {
      return giveUp("\(reason); gave up after \(settings.restartLimit) restarts in a row (restart_limit)")
    }
    host.log(.warning, "\(reason); starting it again in \(wait) ms")
    do throws(PluginError) {
      state = .waiting(try Timer(host, after: wait, target: self))
    } catch {
      giveUp("\(reason), and cannot be started again: \(error.message)")
    }
  }

  private func giveUp(_ reason: String) {
    state = .idle
    host.log(.error, reason)
    owner?.gaveUp(reason)
  }
}
