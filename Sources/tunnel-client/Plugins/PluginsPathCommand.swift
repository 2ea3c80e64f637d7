import ArgumentParser
import Glibc
import PluginHost

struct PluginsPathCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "path", abstract: "Show the folders that plugins are looked for in, in order.")

  @OptionGroup var plugins: PluginPathOptions
  @OptionGroup(title: "Profile, for its plugins.search_path") var profile: ProfileOptions

  @Flag(help: "Print one JSON document.")
  var json = false

  private struct Document: Encodable {
    struct Folder: Encodable {
      let folder: String
      let origin: String
      let exists: Bool
    }

    let searchPath: [Folder]
  }

  func run() throws {
    let folders = try plugins.catalog(profile).searchPath.folders.map { folder in
      Document.Folder(folder: folder.path, origin: folder.origin.rawValue, exists: Self.isFolder(folder.path))
    }
    if json { return StandardOutput.write(try JSONText.encode(Document(searchPath: folders))) }
    StandardOutput.write(
      folders.map { "\($0.folder) (\($0.origin))" + ($0.exists ? "" : ": no such folder") + "\n" }.joined())
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
