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
    let removal = try Failure.ofState { () throws(StateFailure) in try store.removeAdminProfile(name) }
    let table: AdminProfileTable
    switch removal {
    case .unknown(let others): throw AdminProfileDocument.notFound(name, in: others)
    case .inUse(let users):
      throw Failure(
        .inUse, "the admin profile \"\(name)\" is used by \(users.joined(separator: ", "))",
        hint: "remove them with `tunnel-client runtimes rm ALIAS`, or connect them with another --admin-profile")
    case .removed(let others): table = others
    }
    if json {
      let document = AdminProfileDocument.document(["deleted_profile": .text(name)], table, store)
      return StandardOutput.write(try JSONText.encode(document))
    }
    StandardOutput.write(
      "Deleted admin profile \(name)\(table.active.isEmpty ? "" : "; active: \(table.active)")\n")
  }
}
