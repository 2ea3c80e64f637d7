import ArgumentParser
import Profiles

struct ProfilesRenameCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rename", abstract: "Give a profile another name.",
    discussion: """
      Example:
        tunnel-client profiles rename work home
      """)

  @Argument(help: "The profile's name.", completion: Completions.profiles)
  var name: String

  @Argument(help: "Its new name.")
  var newName: String

  @OptionGroup var folder: ProfileFolderOptions

  @Flag(help: "Replace a profile of the new name; the old one is kept as a backup.")
  var force = false

  @Flag(help: "Print one JSON document.")
  var json = false

  func run() throws {
    let store = try folder.store()
    let path: String
    do throws(ProfileStoreFailure) {
      path = try store.rename(name, to: newName, replaces: force)
    } catch {
      throw Failure(store: error)
    }
    try ProfileDocument(profile: newName, path: path).print(
      json, "Renamed profile \"\(name)\" to \"\(newName)\": \(path)")
  }
}
