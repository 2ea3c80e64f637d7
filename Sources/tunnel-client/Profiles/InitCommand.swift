import ArgumentParser
import Configuration
import Profiles

struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Make a profile from a sample: the first step.",
    discussion: """
      Checks everything that can be checked without a network, then writes the profile whole or not at all.

      Examples:
        tunnel-client init --profile time --tunnel-id TUNNEL_ID \\
          --mcp-command 'uvx mcp-server-time'
        tunnel-client init --profile web --tunnel-id TUNNEL_ID \\
          --mcp-server-url http://127.0.0.1:3000/mcp
      """)

  @Option(help: "The new profile's name.")
  var profile = ProfileSample.discoveredAuth.name

  @Option(
    help: ArgumentHelp(
      "The sample; without it sample_mcp_stdio_local for a command alone, else sample_mcp_with_dcr."),
    completion: Completions.samples)
  var sample: String?

  @OptionGroup var folder: ProfileFolderOptions
  @OptionGroup var options: SampleOptions

  @Flag(help: "Replace a profile of that name; the old one is kept as a backup.")
  var force = false

  @Flag(help: "Print one JSON document.")
  var json = false

  private struct Document: Encodable {
    let profile: String
    let path: String
    let sample: String
    let backup: String?
    let notes: [CommandError.Detail]
    let next: [String]
    let pages: [String: String]
  }

  func run() throws {
    let isCommandAlone = options.command != nil && options.serverURL == nil
    let sample =
      try self.sample.map { (name) throws(Failure) in try ProfileSample(named: name) }
      ?? (isCommandAlone ? .stdio : .discoveredAuth)
    if let objection = ProfileName.objection(to: profile) {
      throw Failure(.usage, "--profile: \(objection)", hint: "choose another name")
    }
    let store = try folder.store()
    let path = store.path(of: profile)
    let text = try options.text(of: sample, at: path)
    try options.checkCommand()
    let backup: String?
    do throws(ProfileStoreFailure) {
      backup = try store.write(profile, text.bytes, replaces: force)
    } catch {
      throw Failure(store: error)
    }
    let name = "--profile \(profile)\(folder.repeated)"
    let next = ["tunnel-client doctor \(name)", "tunnel-client run \(name)"]
    if json {
      let document = Document(
        profile: profile, path: path, sample: sample.name, backup: backup, notes: text.notes.map { .init($0) },
        next: next, pages: WebPages.byName)
      return StandardOutput.write(try JSONText.encode(document))
    }
    StandardOutput.write(
      """
      Created profile "\(profile)": \(path)
      Sample: \(sample.name)
      \(backup.map { "Kept the old one: \($0)\n" } ?? "")\(ProfileText.lines(text.notes))
      Next:
        \(next.joined(separator: "\n  "))

      \(WebPages.list)

      Set up the connector in ChatGPT while `run` is running: it looks for the server at once.

      """)
  }
}
