import ArgumentParser

struct AdminTunnelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tunnels", abstract: "Make, show, change and delete tunnels.",
    discussion: """
      Needs an admin key in OPENAI_ADMIN_KEY, or a reference to one: --admin-key file:/path.

      Example:
        tunnel-client admin tunnels list --organization-id org-abc123
      """,
    subcommands: [
      TunnelsCreateCommand.self, TunnelsGetCommand.self, TunnelsListCommand.self, TunnelsUpdateCommand.self,
      TunnelsDeleteCommand.self,
    ])
}
