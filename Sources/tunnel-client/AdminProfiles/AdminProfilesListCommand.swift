import ArgumentParser
import LocalState

struct AdminProfilesListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the admin profiles: name, tab, base URL, and which is active.",
    discussion: """
      Example:
        tunnel-client admin-profiles list --json
      """)

  @Flag(help: "Print one JSON document.")
  var json = false

  func run() throws {
    let store = try StateStore.ofThisMachine()
    let table = try Failure.ofState { () throws(StateFailure) in try store.adminProfiles() }
    let profiles = table.names.compactMap { table[$0] }
    if json {
      let list = profiles.map { AdminProfileDocument.profile($0, in: table, store) }
      return StandardOutput.write(
        try JSONText.encode(AdminProfileDocument.document(["profiles": .list(list)], table, store)))
    }
    let lines = profiles.map { "\($0.name)\t\($0.baseURL)\($0.name == table.active ? "\t(active)" : "")\n" }.joined()
    StandardOutput.write(lines.isEmpty ? "No admin profiles found in \(store.path(.adminProfiles))\n" : lines)
  }
}
