import ArgumentParser

struct RequestsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "requests", abstract: "Look at the last commands of a running client, and send one again.",
    discussion: """
      Example:
        tunnel-client requests list --port 8080
      """,
    subcommands: [RequestsListCommand.self, RequestsShowCommand.self, RequestsReplayCommand.self])
}
