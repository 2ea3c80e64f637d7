import ArgumentParser

struct ProfilesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profiles", abstract: "List, add, edit, check and remove profiles.",
    discussion: """
      A profile is a YAML file in the profile folder; `run --profile NAME` and `doctor --profile NAME` use it. Profiles \
      are written whole or not at all, and what is replaced or removed is kept as a backup.

      Example:
        tunnel-client profiles samples show sample_mcp_stdio_local
      """,
    subcommands: [
      ProfilesListCommand.self, ProfilesAddCommand.self, ProfilesEditCommand.self, ProfilesShowCommand.self,
      ProfilesValidateCommand.self, ProfilesPathCommand.self, ProfilesRenameCommand.self, ProfilesRemoveCommand.self,
      SamplesCommand.self,
    ])
}
