import ArgumentParser
import Configuration
import Glibc

struct HealthCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "health",
    abstract: "Ask a running client whether it lives, is ready and still polls.",
    discussion: """
      Exit code 0 when everything asked for is as it should be, 2 when not, 1 for a wrong command line.

      Examples:
        tunnel-client health --port 8080
        tunnel-client health --url-file /run/tunnel.url --wait 30s
        tunnel-client health --port 8080 --require-control-plane-poll \\
          --pid-file /run/tunnel.pid --json
      """)

  @OptionGroup(title: "Client") var client: DaemonLocator

  @Option(help: "Also: this process runs, is a tunnel-client, and is the one that answers.")
  var pid: Int?

  @Option(
    name: .customLong("pid-file"), help: "The same for the process whose number is in this file (--pid.file).",
    completion: .file())
  var pidFile: String?

  @Flag(
    name: .customLong("require-control-plane-poll"), help: "Also: a poll of the control plane succeeded lately.")
  var requirePoll = false

  @Option(
    name: .customLong("max-poll-age"),
    help: "What lately means; implies --require-control-plane-poll. (default: twice the client's poll deadline, or 70s)"
  )
  var maxPollAge: String?

  @Option(help: "For each request.")
  var timeout = "2s"

  @Option(help: "Ask again until everything is as it should be, at most so long.")
  var wait: String?

  @Flag(help: "Print one JSON document.")
  var json = false

  func run() async throws {
    let check = try self.check()
    let patience = try wait.map { text throws(CommandError) in try Self.duration("--wait", text) } ?? .zero
    let report = patience > .zero ? await Self.repeated(check, patience) : await check.run()
    StandardOutput.write(json ? try JSONText.encode(report) : report.text(Paint(for: STDOUT_FILENO)))
    guard report.isOK else { throw ExitCode(2) }
  }

  private func check() throws(CommandError) -> HealthCheck {
    let locator = try client.choice()
    guard pid == nil || pidFile == nil else {
      throw CommandError(.usage, "--pid and --pid-file exclude each other", hint: "give one of them")
    }
    guard pidFile?.isEmpty != true else {
      throw CommandError(.usage, "--pid-file: a path is missing", hint: "name the file of --pid.file")
    }
    let timeout = try Self.duration("--timeout", timeout)
    guard timeout > .zero else { throw CommandError(.usage, "--timeout: nothing answers in no time", hint: "try 2s") }
    return HealthCheck(
      locator: locator, process: pid.map { .pid($0) } ?? pidFile.map { .file($0) },
      requiresPoll: requirePoll || maxPollAge != nil,
      maxPollAge: try maxPollAge.map { text throws(CommandError) in try Self.duration("--max-poll-age", text) },
      timeout: timeout)
  }

  private static func duration(_ flag: String, _ text: String) throws(CommandError) -> Duration {
    guard let duration = DurationText.parse(text) else {
      throw CommandError(.usage, "\(flag): \"\(text)\" is not a duration", hint: "write it as 500ms, 30s or 2m")
    }
    return duration
  }

  /// Until it is well, or the time is up: then as it was at the last look.
  private static func repeated(_ check: HealthCheck, _ patience: Duration) async -> HealthReport {
    let end = ContinuousClock.now + patience
    return await Progress.during("the client") { progress in
      while true {
        let report = await check.run()
        guard !report.isOK, ContinuousClock.now < end else { return report }
        progress.update(report.complaint)
        try? await Task.sleep(until: min(.now + .milliseconds(250), end))
      }
    }
  }
}
