import Glibc
import LocalState
import Runtimes

/// Stops the daemon of an alias, and tidies up behind it.
struct DaemonEnding {
  let store: StateStore
  let alias: AliasRecord

  enum Outcome: Equatable {
    case stopped(wasKilled: Bool)
    case alreadyStopped
    case failed(String)
  }

  /// Holds no lock; the caller has that of the alias. `patience` beats what the record says.
  func stop(patience: Duration? = nil) async throws(Failure) -> Outcome {
    let name = alias.alias
    guard var process = try await ProcessRecord.find(name, store), process.mode != .stopped else {
      return .alreadyStopped
    }
    let limit = patience ?? .seconds((process.stopTimeout ?? 10) + 2)
    let stopping = process
    let outcome = await Progress.during("the calls under way of \(name)") { _ in
      await DaemonStop.stop(stopping, patience: limit)
    }
    let result: Outcome
    switch outcome {
    case .refused(let reason), .failed(let reason): return .failed(reason)
    case .alreadyGone: result = .alreadyStopped
    case .ended: result = .stopped(wasKilled: false)
    case .killed: result = .stopped(wasKilled: true)
    }
    if let session = process.sessionName, let tmux = await Tmux(ProcessEnvironment.current) {
      await tmux.killSession(session)
    }
    if let file = process.healthURLFile { unlink(file) }
    process.setStopped()
    let stopped = process
    try Failure.ofState { () throws(StateFailure) in
      try store.save(stopped)
      try store.remember(
        result == .alreadyStopped ? .staleProcess : .stop, alias: name, tunnelID: alias.tunnelID,
        detail: result == .alreadyStopped ? "it had ended" : "\(outcome)")
    }
    return result
  }
}
