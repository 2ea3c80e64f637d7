import ArgumentParser
import Configuration
import PluginHost

struct RootCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tunnel-client",
    abstract: "Let ChatGPT, Codex and the OpenAI API reach an MCP server that has no inbound port.",
    discussion: """
      It keeps an outbound connection to a control plane, takes MCP commands from it, hands them to MCP servers, and \
      posts their answers.

      Try it now, without an account: `tunnel-client dev proxy` prints an MCP URL and the URL of its web page. \
      Then read `tunnel-client help quickstart`.

      Pages that you will need:
        tunnels      \(WebPages.tunnels)
        API keys     \(WebPages.runtimeKeys)
        admin keys   \(WebPages.adminKeys)
        connectors   \(WebPages.connectors)

      Topics for `tunnel-client help`: \(HelpTopic.all.map(\.name).joined(separator: ", ")).

      Exit codes: 0 done, or stopped on request; 1 any error; 2 the answer is no (health, doctor).
      """,
    groupedSubcommands: [
      CommandGroup(
        name: "Set up", subcommands: [InitCommand.self, ProfilesCommand.self, ConfigCommand.self, DoctorCommand.self]),
      CommandGroup(
        name: "Serve",
        subcommands: [
          RunCommand.self, HealthCommand.self, RequestsCommand.self, SupportBundleCommand.self, CloudflaredCommand.self,
        ]),
      CommandGroup(name: "Manage tunnels", subcommands: [AdminCommand.self]),
      CommandGroup(name: "In the background", subcommands: [RuntimesCommand.self, AdminProfilesCommand.self]),
      CommandGroup(name: "Try and develop", subcommands: [DevCommand.self]),
      CommandGroup(name: "Plugins", subcommands: [PluginsCommand.self, PluginHostCommand.self]),
      CommandGroup(name: "Help", subcommands: [HelpCommand.self, CompletionCommand.self]),
    ])

  // The parser's own would be offered, and taken, behind every command.
  @Flag(name: [.customShort("v"), .long], help: "Show the version.")
  var version = false

  func run() throws {
    guard version else { throw CleanExit.helpRequest(Self.self) }
    StandardOutput.write("\(HostVersion.current)\n")
  }
}
