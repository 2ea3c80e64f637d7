import ArgumentParser
import Configuration
import LogPipeline

struct ConfigExplainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Print each effective setting with where it comes from; secrets as references.",
    discussion: """
      Takes the flags of `run`, reads the same variables and the same profile, and starts nothing.

      Example:
        tunnel-client config explain --profile work
      """)

  @OptionGroup var options: SettingOptions

  @Flag(help: "Print one JSON document.")
  var json = false

  @Flag(help: "Settings that nobody set too.")
  var all = false

  func run() async throws {
    let source = SettingsSource(flags: options.flags)
    let values: SettingValues
    let file: ConfigurationFile?
    do {
      file = try source.file()
      values = try await source.values()
    } catch {
      throw Failure(error)
    }
    let document = ConfigDocument(values, file: file)
    let text = json ? try JSONText.encode(document) : ConfigTable(document, showsAll: all).text
    StandardOutput.write(Redactor(document.secrets).redact(text))
  }
}
