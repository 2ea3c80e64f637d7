import ArgumentParser
import PluginHost

struct RootCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tunnel-client",
    abstract: "Let ChatGPT, Codex and the OpenAI API reach an MCP server that has no inbound port.",
    discussion: """
      Try it without an account: `tunnel-client dev proxy` starts a local control plane, the client and a built-in MCP \
      server, and prints the MCP URL.

      Exit codes: 0 done or stopped on request, 1 any error, 2 a negative result.
      """,
    version: HostVersion.current,
    subcommands: [RunCommand.self, DevCommand.self, PluginsCommand.self, ConfigCommand.self])
}
