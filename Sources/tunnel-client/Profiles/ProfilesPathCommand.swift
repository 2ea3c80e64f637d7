import ArgumentParser
import Profiles

struct ProfilesPathCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "path", abstract: "Print where a profile is; without a name, where profiles are.",
    discussion: """
      Example:
        grep url: "$(tunnel-client profiles path work)"
      """)

  @Argument(help: "The profile's name.", completion: Completions.profiles)
  var name: String?

  @OptionGroup var folder: ProfileFolderOptions

  @Flag(help: "Print one JSON document.")
  var json = false

  private struct Document: Encodable {
    let profile: String?
    let path: String
  }

  func run() throws {
    let store = try folder.store()
    let path: String
    do throws(ProfileStoreFailure) {
      path = try name.map { (name) throws(ProfileStoreFailure) in try store.locate(name) } ?? store.folder
    } catch {
      throw Failure(store: error)
    }
    StandardOutput.write(json ? try JSONText.encode(Document(profile: name, path: path)) : path + "\n")
  }
}
