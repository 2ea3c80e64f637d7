import ArgumentParser

struct AdminCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "admin", abstract: "Manage what belongs to an organization: its tunnels.",
    subcommands: [AdminTunnelsCommand.self])
}
