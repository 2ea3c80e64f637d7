import ArgumentParser

struct RuntimesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runtimes", abstract: "Keep several tunnels running in the background, each under an alias.",
    discussion: """
      A daemon is `run` with a generated profile, in a tmux session where there is tmux, else in a session of its own. \
      It outlives the terminal. What this machine remembers is in the state folder (TUNNEL_CLIENT_STATE_DIR).

      Examples:
        tunnel-client runtimes connect --alias time --tunnel-id TUNNEL_ID \\
          --mcp-command 'uvx mcp-server-time'
        tunnel-client runtimes status
        tunnel-client runtimes stop time
      """,
    subcommands: [
      RuntimesCreateCommand.self, RuntimesConnectCommand.self, RuntimesStatusCommand.self, RuntimesLogsCommand.self,
      RuntimesListCommand.self,
      RuntimesStopCommand.self, RuntimesRemoveCommand.self, RuntimesCleanupCommand.self, RuntimesMigrateCommand.self,
      RuntimesLaunchCommand.self,
    ])
}
