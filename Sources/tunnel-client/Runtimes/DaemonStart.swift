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
  /// Starts it again when it crashes.
  let isSupervised: Bool

  struct Started {
    let mode: ProcessRecord.Mode
    /// Of the supervisor, where there is one.
    let pid: Int
    let session: String?
  }

  private var launch: [String] {
    let supervision = isSupervised ? ["--supervise", alias, "--state", store.root.path] : []
    return ["runtimes", "launch", "--log", log] + supervision
  }

  private var log: String { store.logFile(of: alias) }

  func start() async throws(Failure) -> Started {
    unlink(store.healthURLFile(of: alias))
    do throws(LaunchFailure) {
      if mode != .process, let tmux = await Tmux(ProcessEnvironment.current), let started = try await start(in: tmux) {
        return started
      }
      guard mode != .tmux else { throw LaunchFailure.noTmux }
      let command = isSupervised ? launch + ["--"] + arguments : arguments
      let pid = try DetachedLaunch.start(
        ProcessEnvironment.executable, arguments: command, environment: environment, output: log)
      return Started(mode: .process, pid: pid, session: nil)
    } catch {
      throw Failure(.failed, error.description)
    }
  }

  /// Nil when tmux is there and starts nothing, for example without a folder for its socket.
  private func start(in tmux: Tmux) async throws(LaunchFailure) -> Started? {
    let session = Tmux.sessionName(alias: alias, root: store.root.path)
    if let pid = await tmux.pid(of: session) {
      // One that nobody remembers, of this very alias.
      var record = ProcessRecord(alias: alias, tunnelID: "", over: nil)
      record.adopt(pid: pid, start: KernelProcesses.facts(of: pid).start)
      _ = await DaemonStop.stop(record, patience: .seconds(10))
      await tmux.killSession(session)
    }
    let handoff = try EnvironmentHandoff(in: store.root.path)
    let command = [ProcessEnvironment.executable] + launch + ["--environment", handoff.path, "--"]
    guard let pid = await tmux.newSession(session, folder: Self.workingFolder, command: command + arguments) else {
      unlink(handoff.path)
      return nil
    }
    do throws(LaunchFailure) {
      try await handoff.give(environment)
    } catch {
      await tmux.killSession(session)
      throw error
    }
    return Started(mode: .tmux, pid: pid, session: session)
  }

  /// A command may be relative to it.
  private static var workingFolder: String {
    guard let path = getcwd(nil, 0) else { return "/" }
    defer { free(path) }
    return String(cString: path)
  }
}
