import ArgumentParser
import Glibc
import LocalState
import Profiles
import Runtimes

struct RuntimesRemoveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rm", abstract: "Forget an alias that is stopped, with the files that were made for it.",
    discussion: """
      Its tunnel stays. A profile that a person wrote or changed stays, too: only one that is as `connect` wrote it goes.

      Example:
        tunnel-client runtimes rm time
      """, aliases: ["remove"])

  @Argument(help: "The alias.", completion: Completions.aliases)
  var alias: String

  @OptionGroup var options: RuntimeOptions

  func run() async throws {
    let store = try StateStore.ofThisMachine()
    let record = try KnownAlias.find(alias, store)
    let name = record.alias
    let lock = try Failure.ofState { () throws(StateFailure) in try store.lock(alias: name) }
    defer { lock.release() }
    let look = try await RuntimeLook(record, store, searchesOthers: false)
    guard !look.standing.isRunning else {
      throw Failure(.inUse, "\(name) is running", hint: "stop it with `tunnel-client runtimes stop \(name)`")
    }
    var kept: String?
    var paths = [look.urlFile, look.logPath]
    if let path = record.profilePath {
      let text = SmallFile.read(path).map { Array($0.utf8) }
      switch ProfileOwnership(text, path: path, alias: record, urlFile: look.urlFile) {
      case .generated, .absent: paths.insert(path, at: 0)
      case .edited, .foreign: kept = path
      }
    }
    for path in paths { unlink(path) }
    for number in 1...20 { unlink("\(look.logPath).\(number)") }
    try Failure.ofState { () throws(StateFailure) in
      try store.forget(name)
      try store.remember(.remove, alias: name, tunnelID: record.tunnelID, detail: "removed")
    }
    if options.json {
      let document: JSONTree = [
        "alias": .text(name), "removed": true, "removed_paths": JSONTree(paths), "kept_profile": JSONTree(kept),
        "state_root": .text(store.root.path), "tunnel_id": .text(record.tunnelID),
      ]
      return StandardOutput.write(try JSONText.encode(document))
    }
    StandardOutput.write(
      "Removed \(name)\n" + (kept.map { "Kept the profile, which is not as connect wrote it: \($0)\n" } ?? ""))
  }
}
