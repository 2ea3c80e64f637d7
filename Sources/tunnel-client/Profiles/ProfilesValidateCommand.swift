import ArgumentParser
import Configuration
import Profiles

struct ProfilesValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate", abstract: "Check a profile as `run` would, without a network.",
    discussion: """
      All problems at once, each with its line. A variable or a file of a secret that is not there yet is a note, not a \
      problem. `doctor --profile NAME` goes further and talks to both sides.

      Examples:
        tunnel-client profiles validate work
        tunnel-client profiles validate --file ./tunnel.yaml --json
      """)

  @Argument(help: "The profile's name.", completion: Completions.profiles)
  var name: String?

  @Option(help: "A file instead of a named profile.", completion: .file())
  var file: String?

  @OptionGroup var folder: ProfileFolderOptions

  @Flag(help: "Print one JSON document.")
  var json = false

  private struct Document: Encodable {
    let profile: String?
    let path: String
    let valid = true
    let notes: [CommandError.Detail]
  }

  func run() throws {
    let (path, bytes) = try source()
    let text = try ProfileText(bytes, path: path, what: path)
    let document = Document(profile: name, path: path, notes: text.notes.map { .init($0) })
    StandardOutput.write(json ? try JSONText.encode(document) : "Valid: \(path)\n" + ProfileText.lines(text.notes))
  }

  private func source() throws(Failure) -> (path: String, bytes: [UInt8]) {
    switch (name, file) {
    case (let name?, nil):
      let store = try folder.store()
      do throws(ProfileStoreFailure) {
        return (store.path(of: name), try store.read(name))
      } catch {
        throw Failure(store: error)
      }
    case (nil, let file?):
      guard !file.isEmpty else { throw Failure(.usage, "--file: a path is missing", hint: "name a configuration file") }
      let path = HomePath.expanded(file, ProcessEnvironment.current)
      do throws(ConfigurationProblem) {
        return (path, try ProfileFile.bytes(of: path))
      } catch {
        throw Failure(.io, "\(path): \(error.message)", hint: "check the path and its permissions")
      }
    default:
      throw Failure(.usage, "profiles validate needs a profile", hint: "give either its name or --file PATH")
    }
  }
}
