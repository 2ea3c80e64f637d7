import ArgumentParser
import Profiles

struct ProfilesRemoveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Remove a profile; its text is kept as a backup.",
    discussion: """
      Example:
        tunnel-client profiles remove work
      """)

  @Argument(help: "The profile's name.", completion: Completions.profiles)
  var name: String

  @OptionGroup var folder: ProfileFolderOptions

  @Flag(help: "Print one JSON document.")
  var json = false

  func run() throws {
    let store = try folder.store()
    let backup: String
    do throws(ProfileStoreFailure) {
      backup = try store.remove(name)
    } catch {
      throw Failure(store: error)
    }
    try ProfileDocument(profile: name, path: store.path(of: name), backup: backup)
      .print(json, "Removed profile \"\(name)\"")
  }
}
