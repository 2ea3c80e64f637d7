import ArgumentParser

struct DevCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dev", abstract: "Try things out on this machine, without an account.",
    discussion: """
      Examples:
        tunnel-client dev proxy
        tunnel-client dev mcp-stub --auth
      """,
    subcommands: [DevStubCommand.self, DevProxyCommand.self])
}
