import ArgumentParser

struct ConfigReferenceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reference", abstract: "Print every setting with its names, its default and an example, as Markdown.",
    discussion: """
      Example:
        tunnel-client config reference > configuration.md
      """)

  func run() {
    StandardOutput.write(ConfigReference.markdown)
  }
}
