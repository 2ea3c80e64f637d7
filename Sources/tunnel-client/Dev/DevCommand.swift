import ArgumentParser

struct DevCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dev", abstract: "Try things out on this machine, without an account.",
    subcommands: [DevStubCommand.self, DevProxyCommand.self])
}
