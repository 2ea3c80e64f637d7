import ArgumentParser
import LocalState

struct AdminProfilesDeleteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Delete an admin profile that no alias uses.",
    discussion: """
      Example:
        tunnel-client admin-profiles delete work
      """)

  @Argument(help: "The profile's name.", completion: Completions.adminProfiles)
  var name: String

  @Flag(help: "Print one JSON document.")
  var json = false

  func run() throws {
    let name = try LocalName.argument(name).text
    let store = try StateStore.ofThisMachine()
    let before = try Failure.ofState { () throws(StateFailure) in try store.adminProfiles() }
    guard before[name] != nil else { throw AdminProfileDocument.notFound(name, in: before) }
    let users = try Failure.ofState { () throws(StateFailure) in
      let aliases = try store.aliases().filter { $0.adminProfile == name }.map(\.alias)
      let processes = try store.processes().filter { $0.adminProfile == name && $0.mode != .stopped }.map(\.alias)
      return Set(aliases + processes).sorted()
    }
    guard users.isEmpty else {
      throw Failure(
        .inUse, "the admin profile \"\(name)\" is used by \(users.joined(separator: ", "))",
        hint: "remove them with `tunnel-client runtimes rm ALIAS`, or connect them with another --admin-profile")
    }
    let table = try Failure.ofState { () throws(StateFailure) in
      try store.updateAdminProfiles { table in
        table.remove(name)
        return table
      }
    }
    if json {
      let document = AdminProfileDocument.document(["deleted_profile": .text(name)], table, store)
      return StandardOutput.write(try JSONText.encode(document))
    }
    StandardOutput.write(
      "Deleted admin profile \(name)\(table.active.isEmpty ? "" : "; active: \(table.active)")\n")
  }
}
