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

  public static func stop(_ record: ProcessRecord, patience: Duration) async -> Outcome {
    guard let pid = record.pid, let number = CInt(exactly: pid) else { return .alreadyGone }
    let descriptor = tunnel_process_descriptor(number)
    guard descriptor >= 0 else {
      return errno == ESRCH ? .alreadyGone : .failed("process \(pid): \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    // Looked at while the descriptor holds it: from here on the number means nothing.
    switch ProcessStanding(record, KernelProcesses.facts(of: pid), bootID: KernelProcesses.bootID) {
    case .none, .gone: return .alreadyGone
    case .foreign(_, let reason): return .refused(reason)
    case .alive: break
    }
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
