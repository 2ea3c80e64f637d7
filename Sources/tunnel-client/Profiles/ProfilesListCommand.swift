import ArgumentParser
import Profiles

struct ProfilesListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the profiles: name, tab, path.",
    discussion: """
      Example:
        tunnel-client profiles list --json
      """)

  @OptionGroup var folder: ProfileFolderOptions

  @Flag(help: "Print one JSON document.")
  var json = false

  private struct Document: Encodable {
    let name: String
    let path: String
  }

  func run() throws {
    let store = try folder.store()
    let entries: [ProfileStore.Entry]
    do throws(ProfileStoreFailure) {
      entries = try store.list()
    } catch {
      throw Failure(store: error)
    }
    if json {
      let text = entries.isEmpty ? "[]\n" : try JSONText.encode(entries.map { Document(name: $0.name, path: $0.path) })
      return StandardOutput.write(text)
    }
    let lines = entries.map { "\($0.name)\t\($0.path)\n" }.joined()
    StandardOutput.write(entries.isEmpty ? "No profiles found in \(store.folder)\n" : lines)
  }
}
