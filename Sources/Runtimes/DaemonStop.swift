import CPipes
import Glibc
public import LocalState

/// Stops exactly the process that a record means: by a descriptor, so that a number that is used again is never hit
/// (W-63). SIGTERM first; what does not end in time gets SIGKILL (W-69).
public enum DaemonStop {
  public enum Outcome: Sendable, Equatable {
    /// It had gone before.
    case alreadyGone
    /// It ended in its own time.
    case ended
    /// It had to be ended.
    case killed
    /// It is somebody else's; nothing was done.
    case refused(String)
    case failed(String)
  }

  /// With its supervisor, which lets it end first.
  public static func stop(_ record: ProcessRecord, patience: Duration) async -> Outcome {
    var bySupervisor: Outcome?
    if let supervisor = record.supervisor, record.bootID == nil || record.bootID == KernelProcesses.bootID {
      bySupervisor = await end(supervisor.pid, patience) { facts in
        facts.isAlive && facts.start == supervisor.start ? nil : .alreadyGone
      }
    }
    let own = await endDaemon(record, bySupervisor == .killed ? .zero : patience)
    switch bySupervisor {
    // What it left behind, if anything, is what counts.
    case nil, .alreadyGone, .refused, .failed: return own
    case .ended: return own == .alreadyGone ? .ended : own
    case .killed: return own == .alreadyGone || own == .ended ? .killed : own
    }
  }

  private static func endDaemon(_ record: ProcessRecord, _ patience: Duration) async -> Outcome {
    guard let pid = record.pid else { return .alreadyGone }
    return await end(pid, patience) { facts in
      switch ProcessStanding(record, facts, bootID: KernelProcesses.bootID) {
      case .none, .gone, .restarting: .alreadyGone
      case .foreign(_, let reason): .refused(reason)
      case .alive: nil
      }
    }
  }

  /// `objection`: why it is not to be ended, after a look at it.
  private static func end(
    _ pid: Int, _ patience: Duration, unless objection: (ProcessFacts) -> Outcome?
  ) async -> Outcome {
    guard let number = CInt(exactly: pid) else { return .alreadyGone }
    let descriptor = tunnel_process_descriptor(number)
    guard descriptor >= 0 else {
      return errno == ESRCH ? .alreadyGone : .failed("process \(pid): \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    // Looked at while the descriptor holds it: from here on the number means nothing.
    if let objection = objection(KernelProcesses.facts(of: pid)) { return objection }
    guard tunnel_signal_process(descriptor, SIGTERM) == 0 || errno == ESRCH else {
      return .failed("process \(pid): \(String(cString: strerror(errno)))")
    }
    if await hasEnded(descriptor, within: patience) { return .ended }
    _ = tunnel_signal_process(descriptor, SIGKILL)
    return await hasEnded(descriptor, within: .seconds(5)) ? .killed : .failed("process \(pid) does not end")
  }

  private static func hasEnded(_ descriptor: CInt, within patience: Duration) async -> Bool {
    let end = ContinuousClock.now + patience
    while true {
      var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      if poll(&polled, 1, 0) > 0 { return true }
      guard .now < end else { return false }
      try? await Task.sleep(for: .milliseconds(10))
    }
  }
}
