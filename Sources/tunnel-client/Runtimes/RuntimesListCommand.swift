import ArgumentParser
import LocalState
import Runtimes

struct RuntimesListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the aliases of this machine: alias, tab, tunnel.",
    discussion: """
      `runtimes status` shows how they are doing.

      Example:
        tunnel-client runtimes list --json
      """)

  @OptionGroup var options: RuntimeOptions

  func run() async throws {
    let store = try StateStore.ofThisMachine()
    let aliases = try Failure.ofState { () throws(StateFailure) in try store.aliases() }
    let choice = try options.choice(store, alias: nil)
    if options.json {
      let document = JSONTree.object([
        "aliases": .list(aliases.map(RuntimeLook.document)), "state_root": .text(store.root.path),
      ]).merging(choice.members(store))
      return StandardOutput.write(try JSONText.encode(document))
    }
    let lines = aliases.map { "\($0.alias)\t\($0.tunnelID)\n" }.joined()
    StandardOutput.write(lines.isEmpty ? "No aliases found in \(store.root.path)\n" : lines)
  }
}
