import LocalState
import Runtimes

extension ProcessRecord {
  /// The process of an alias. The peer does not record the number of one that runs in tmux: it is asked for (W-63).
  static func find(_ alias: String, _ store: StateStore) async throws(Failure) -> ProcessRecord? {
    guard var process = try Failure.ofState({ () throws(StateFailure) in try store.process(alias) }) else { return nil }
    guard process.mode == .tmux, process.pid == nil, let session = process.sessionName else { return process }
    if let tmux = await Tmux(ProcessEnvironment.current), let pid = await tmux.pid(of: session) {
      process.adopt(pid: pid, start: KernelProcesses.facts(of: pid).start)
    }
    return process
  }
}
