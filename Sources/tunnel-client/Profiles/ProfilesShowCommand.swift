import ArgumentParser
import Profiles

struct ProfilesShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print a profile.",
    discussion: """
      Its file as it is; `config explain --profile NAME` shows what counts in the end.

      Example:
        tunnel-client profiles show work
      """)

  @Argument(help: "The profile's name.", completion: Completions.profiles)
  var name: String

  @OptionGroup var folder: ProfileFolderOptions

  @Flag(help: "Print one JSON document.")
  var json = false

  private struct Document: Encodable {
    let profile: String
    let path: String
    let text: String
  }

  func run() throws {
    let store = try folder.store()
    let text: String
    do throws(ProfileStoreFailure) {
      text = String(decoding: try store.read(name), as: UTF8.self)
    } catch {
      throw Failure(store: error)
    }
    let document = Document(profile: name, path: store.path(of: name), text: text)
    StandardOutput.write(json ? try JSONText.encode(document) : text)
  }
}
