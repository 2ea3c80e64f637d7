import ArgumentParser

struct SamplesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "samples", abstract: "See the samples that profiles are made from.",
    subcommands: [SamplesListCommand.self, SamplesShowCommand.self])
}
