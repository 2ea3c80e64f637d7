import ArgumentParser
import Runtimes

/// What a tmux session runs: takes its environment from a pipe, then becomes the daemon. Not for people.
struct RuntimesLaunchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "launch", abstract: "Become a daemon.", shouldDisplay: false)

  @Option(help: "The pipe with the environment.")
  var environment: String

  @Option(help: "The file for its output.")
  var log: String

  @Argument(parsing: .postTerminator, help: "The daemon's arguments.")
  var arguments: [String] = []

  func run() async throws {
    StandardOutput.write("tunnel-client \(arguments.joined(separator: " "))\nIts log: \(log)\n")
    let variables: [String: String]
    do throws(LaunchFailure) {
      variables = try await EnvironmentHandoff.take(environment)
    } catch {
      throw Failure(.failed, error.description)
    }
    let failure = ProcessReplacement.become(
      ProcessEnvironment.executable, arguments: arguments, environment: variables, output: log)
    throw Failure(.failed, failure.description)
  }
}
