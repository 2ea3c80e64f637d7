import ArgumentParser

struct AdminProfilesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "admin-profiles", abstract: "Say where tunnels are managed, and where the admin key for that is.",
    discussion: """
      An admin profile has a base URL and a reference to an admin key. `runtimes` uses the active one, unless \
      --admin-profile, an alias or TUNNEL_MCP_ADMIN_PROFILE names another.

      Example:
        tunnel-client admin-profiles set work --admin-key env:OPENAI_ADMIN_KEY
      """,
    subcommands: [
      AdminProfilesListCommand.self, AdminProfilesSetCommand.self, AdminProfilesActivateCommand.self,
      AdminProfilesDeleteCommand.self,
    ])
}
