import ArgumentParser
import Configuration
import LocalState
import Runtimes

struct RuntimesStopCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stop", abstract: "Stop the daemon of an alias; calls under way finish first.",
    discussion: """
      It asks with SIGTERM and waits for the calls under way; a daemon that does not end then is ended with SIGKILL. Only \
      the very process that was started is stopped, never another one that got its number. Exit code 2 when it still \
      runs.

      Example:
        tunnel-client runtimes stop time
      """, aliases: ["disconnect"])

  @Argument(help: "The alias.", completion: Completions.aliases)
  var alias: String

  @Option(help: "How long to wait before SIGKILL. (default: what it was started with, 10s, and two more)")
  var timeout: String?

  @OptionGroup var options: RuntimeOptions

  func run() async throws {
    let store = try StateStore.ofThisMachine()
    let record = try KnownAlias.find(alias, store)
    let patience = try timeout.map { (text) throws(Failure) in
      guard let duration = DurationText.parse(text) else {
        throw Failure(.usage, "--timeout: \"\(text)\" is not a duration", hint: "write it as 500ms, 30s or 2m")
      }
      return duration
    }
    let lock = try Failure.ofState { () throws(StateFailure) in try store.lock(alias: record.alias) }
    defer { lock.release() }
    let outcome = try await DaemonEnding(store: store, alias: record).stop(patience: patience)
    var error = ""
    if case .failed(let reason) = outcome { error = reason }
    if options.json {
      let look = try await RuntimeLook(record, store, searchesOthers: false)
      let document = JSONTree.object(look.members(nil)).merging([
        "already_stopped": .flag(outcome == .alreadyStopped), "stopped": .flag(error.isEmpty),
        "stop_error": .text(error), "killed": .flag(outcome == .stopped(wasKilled: true)),
      ])
      StandardOutput.write(try JSONText.encode(document))
    } else if error.isEmpty {
      let sentence =
        switch outcome {
        case .alreadyStopped: "\(record.alias) was not running"
        case .stopped(wasKilled: true): "Stopped \(record.alias); it did not end in time and was killed"
        default: "Stopped \(record.alias)"
        }
      StandardOutput.write("\(sentence)\n")
    } else {
      StandardOutput.write(
        "Not stopped: \(error)\nIf nothing of it runs any more: tunnel-client runtimes cleanup --apply\n")
    }
    guard error.isEmpty else { throw ExitCode(2) }
  }
}
