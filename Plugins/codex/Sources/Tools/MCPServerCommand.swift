internal import ArgumentParser
internal import Glibc
internal import TunnelPluginKit

struct MCPServerCommand: RunnableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mcp-server", abstract: "Serve the plugin's tools over standard input and output; Codex starts this.",
    discussion: """
      An MCP server with six tools that run `tunnel-client runtimes`: \(ToolCatalog.all.map(\.name).joined(separator: ", ")).
      It ends when its input does.
      """)

  /// Old entries of `.mcp.json` say so.
  @Flag(help: .hidden)
  var stdio = false

  var json: Bool { false }

  func run(_ context: CommandContext) throws(CommandFailure) -> Int32 {
    ToolLoop(context).run()
    return 0
  }
}
