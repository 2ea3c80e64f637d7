import ArgumentParser
import Glibc
import LocalState
import Runtimes

/// What a daemon's session runs: it becomes the daemon, or keeps it running. Not for people.
struct RuntimesLaunchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "launch", abstract: "Become a daemon, or keep one running.", shouldDisplay: false)

  @Option(help: "The pipe with the environment; without it, this one's.")
  var environment: String?

  @Option(help: "The file for its output.")
  var log: String

  @Option(help: "Start it again when it crashes; the alias that it belongs to.")
  var supervise: String?

  @Option(help: "The state folder.")
  var state: String?

  @Argument(parsing: .postTerminator, help: "The daemon's arguments.")
  var arguments: [String] = []

  func run() async throws {
    var variables = ProcessEnvironment.current
    if let environment {
      StandardOutput.write("tunnel-client \(arguments.joined(separator: " "))\nIts log: \(log)\n")
      do throws(LaunchFailure) {
        variables = try await EnvironmentHandoff.take(environment)
      } catch {
        throw Failure(.failed, error.description)
      }
    }
    guard let supervise, let state else {
      let failure = ProcessReplacement.become(
        ProcessEnvironment.executable, arguments: arguments, environment: variables, output: log)
      throw Failure(.failed, failure.description)
    }
    let code: Int
    do throws(LaunchFailure) {
      code = try Supervisor.run(
        ProcessEnvironment.executable, arguments: arguments, environment: variables, output: log
      ) { event in
        Self.remember(event, of: supervise, StateStore(StateRoot(path: state)))
      }
    } catch {
      throw Failure(.failed, error.description)
    }
    throw ExitCode(Int32(code))
  }

  /// A state that cannot be written is no reason to end a tunnel that works.
  private static func remember(_ event: Supervisor.Event, of alias: String, _ store: StateStore) {
    do throws(StateFailure) {
      try store.changeProcess(alias) { process in
        switch event {
        case .started(let pid): process.adopt(pid: pid, start: KernelProcesses.facts(of: pid).start)
        case .crashed(let code, let count): process.setCrashed(code: code, count: count)
        case .stopped: process.setStopped()
        }
      }
    } catch {
      StandardError.write("the supervisor: \(error)\n")
    }
  }
}
