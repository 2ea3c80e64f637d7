import ArgumentParser
import Configuration
import Doctor
import Glibc
import LogPipeline
import Logging
import PluginHost
import Telemetry
import TunnelRuntime

struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Check everything that `run` needs, with the code that `run` uses.",
    discussion: """
      Takes the flags of `run`. Opens the plugins, asks the control plane for the tunnel, makes an MCP handshake with \
      every server, and looks whether the endpoints can be served. Nothing is polled, so a client that runs is not \
      disturbed. Exit code 0 when nothing failed, else 2.

      Example:
        tunnel-client doctor --profile work --explain
      """)

  @OptionGroup var options: SettingOptions

  @Flag(help: "Say for each check that did not pass why it matters, what was seen, and what to do.")
  var explain = false

  @Flag(help: "Print one JSON document.")
  var json = false

  @Flag(help: "Do not ask the control plane.")
  var offline = false

  func run() async throws {
    let source = SettingsSource(flags: options.flags)
    let redactor = Redactor()
    let doctor = Doctor(
      flags: source.flags, environment: source.environment, isOffline: offline,
      hooks: DoctorHooks(source: source, redactor: redactor).hooks)
    let report = await Progress.during("the first check") { progress in
      await doctor.examine { progress.update($0) }
    }
    let shown = report.redacted(redactor.redactSentence)
    let next = redactor.redact(next)
    StandardOutput.write(
      json
        ? try JSONText.encode(DoctorDocument(shown, next: next))
        : DoctorText(shown, explains: explain, next: next, paint: Paint(for: STDOUT_FILENO)).text)
    guard report.isOK else { throw ExitCode(2) }
  }

  /// The `run` that these flags ask for.
  private var next: String {
    let arguments = CommandLine.arguments.dropFirst(2).filter { argument in
      !["--explain", "--json", "--offline"].contains(argument)
    }
    return (["tunnel-client", "run"] + arguments.map(ShellQuoting.quoted)).joined(separator: " ")
  }
}
