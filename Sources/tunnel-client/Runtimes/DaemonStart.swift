import Glibc
import LocalState
import Runtimes

/// Starts the daemon of an alias (operator spec 17.3.3).
struct DaemonStart {
  let store: StateStore
  let alias: String
  /// Behind the program.
  let arguments: [String]
  /// All that it gets.
  let environment: [String: String]
  let mode: ConnectOptions.Mode

  struct Started {
    let mode: ProcessRecord.Mode
    let pid: Int
    let session: String?
  }

  private var log: String { store.logFile(of: alias) }

  func start() async throws(Failure) -> Started {
    unlink(store.healthURLFile(of: alias))
    do throws(LaunchFailure) {
      if mode != .process, let tmux = await Tmux(ProcessEnvironment.current) { return try await start(in: tmux) }
      guard mode != .tmux else { throw LaunchFailure.noTmux }
      let pid = try DetachedLaunch.start(
        ProcessEnvironment.executable, arguments: arguments, environment: environment, output: log)
      return Started(mode: .process, pid: pid, session: nil)
    } catch {
      throw Failure(.failed, error.description)
    }
  }

  private func start(in tmux: Tmux) async throws(LaunchFailure) -> Started {
    let session = Tmux.sessionName(alias: alias, root: store.root.path)
    if let pid = await tmux.pid(of: session) {
      // One that nobody remembers, of this very alias.
      var record = ProcessRecord(alias: alias, tunnelID: "", over: nil)
      record.adopt(pid: pid, start: KernelProcesses.facts(of: pid).start)
      _ = await DaemonStop.stop(record, patience: .seconds(10))
      await tmux.killSession(session)
    }
    let handoff = try EnvironmentHandoff(in: store.root.path)
    let folder = ProcessEnvironment.current["PWD"] ?? "/"
    do throws(LaunchFailure) {
      let pid = try await tmux.newSession(
        session, folder: folder,
        command: [
          ProcessEnvironment.executable, "runtimes", "launch", "--environment", handoff.path, "--log", log, "--",
        ] + arguments)
      try await handoff.give(environment)
      return Started(mode: .tmux, pid: pid, session: session)
    } catch {
      unlink(handoff.path)
      throw error
    }
  }
}
