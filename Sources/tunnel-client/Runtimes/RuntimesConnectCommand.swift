import ArgumentParser
import LocalState
import Runtimes

struct RuntimesConnectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "connect", abstract: "Start a tunnel in the background under an alias, or let it do something else.",
    discussion: """
      Writes a profile, starts a daemon for it and waits until it is ready. Run again, it keeps a daemon that does what is \
      wanted, and replaces one that does not once its calls are done. Exit code 2 when it was started and cannot take \
      calls.

      Without --tunnel-id the alias keeps the tunnel that it has; for a new alias one is made, which needs an admin key and \
      --organization-id or --workspace-id.

      Examples:
        tunnel-client runtimes connect --alias time --tunnel-id TUNNEL_ID \\
          --mcp-command 'uvx mcp-server-time'
        tunnel-client runtimes connect --alias time
      """)

  @Option(help: "The alias: letters, digits and dashes.", completion: Completions.aliases)
  var alias: String

  @OptionGroup(title: "Daemon") var connect: ConnectOptions
  @OptionGroup(title: "New tunnel") var tunnel: TunnelOptions
  @OptionGroup(title: "Control plane") var options: RuntimeOptions

  func run() async throws {
    try connect.checkProgram()
    let name = try LocalName.argument(alias, what: "--alias")
    let store = try StateStore.ofThisMachine()
    let lock = try Failure.ofState { () throws(StateFailure) in try store.lock(alias: name.text) }
    defer { lock.release() }
    let session = try await ConnectSession(name, store, connect, tunnel, options)
    let outcome = try await session.run()
    let look = try await RuntimeLook(outcome.alias, store, searchesOthers: false)
    let report = ConnectReport(outcome: outcome, look: look, choice: session.choice)
    if !options.json { name.tellSpelling() }
    StandardOutput.write(options.json ? try JSONText.encode(report.document) : report.text)
    guard report.isGood else { throw ExitCode(2) }
  }
}
