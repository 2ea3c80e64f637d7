internal import ArgumentParser

struct MCPServerCommand: RunnableCommand {
  static let configuration = CommandConfiguration(commandName: "mcp-server", abstract: "x")
  var json: Bool { false }
  func run(_ context: CommandContext) throws(CommandFailure) -> Int32 { 0 }
}
