import ArgumentParser
import Configuration
import Profiles

struct ProfilesAddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Add a profile from a file or from a sample.",
    discussion: """
      A file is copied as it is, once it is valid.

      Examples:
        tunnel-client profiles add work --from-file ./tunnel.yaml
        tunnel-client profiles add time --sample sample_mcp_stdio_local \\
          --tunnel-id TUNNEL_ID --mcp-command 'uvx mcp-server-time'
      """)

  @Argument(help: "The new profile's name.")
  var name: String

  @Option(name: .customLong("from-file"), help: "A configuration file.", completion: .file())
  var file: String?

  @Option(help: "A sample; see `profiles samples list`.", completion: Completions.samples)
  var sample: String?

  @OptionGroup var folder: ProfileFolderOptions
  @OptionGroup(title: "For a sample") var options: SampleOptions

  @Flag(help: "Replace a profile of that name; the old one is kept as a backup.")
  var force = false

  @Flag(help: "Print one JSON document.")
  var json = false

  func run() throws {
    let store = try folder.store()
    let text: ProfileText
    guard file?.isEmpty != true else {
      throw Failure(.usage, "--from-file: a path is missing", hint: "name a configuration file")
    }
    switch (file, sample) {
    case (let file?, nil): text = try read(HomePath.expanded(file, ProcessEnvironment.current))
    case (nil, let sample?): text = try options.text(of: ProfileSample(named: sample), at: store.path(of: name))
    default:
      throw Failure(
        .usage, "profiles add needs exactly one source", hint: "give either --from-file PATH or --sample NAME")
    }
    let backup: String?
    do throws(ProfileStoreFailure) {
      backup = try store.write(name, text.bytes, replaces: force)
    } catch {
      throw Failure(store: error)
    }
    let document = ProfileDocument(
      profile: name, path: store.path(of: name), sample: sample, backup: backup, notes: text.notes)
    try document.print(json, "Added profile \"\(name)\": \(document.path)")
  }

  private func read(_ path: String) throws(Failure) -> ProfileText {
    try ProfileText(try bytes(path), path: path, what: path)
  }

  private func bytes(_ path: String) throws(Failure) -> [UInt8] {
    do throws(ConfigurationProblem) {
      return try ProfileFile.bytes(of: path)
    } catch {
      throw Failure(.io, "\(path): \(error.message)", hint: "check the path and its permissions")
    }
  }
}
