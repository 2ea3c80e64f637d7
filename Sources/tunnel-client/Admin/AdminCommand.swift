import ArgumentParser

struct AdminCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "admin", abstract: "Manage what belongs to an organization: its tunnels.",
    discussion: """
      Example:
        tunnel-client admin tunnels list --organization-id org-abc123
      """,
    subcommands: [AdminTunnelsCommand.self])
}
