import ArgumentParser

struct CloudflaredCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cloudflared", abstract: "Look at the cloudflared beside the tunnel, and configure one of your own.",
    discussion: """
      Example:
        tunnel-client cloudflared version
      """,
    subcommands: [CloudflaredVersionCommand.self, CloudflaredConfigCommand.self])
}
