import ArgumentParser
import LocalState

struct AdminProfilesActivateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "activate", abstract: "Make an admin profile the one that `runtimes` uses.",
    discussion: """
      Example:
        tunnel-client admin-profiles activate work
      """)

  @Argument(help: "The profile's name.", completion: Completions.adminProfiles)
  var name: String

  @Flag(help: "Print one JSON document.")
  var json = false

  func run() throws {
    let name = try LocalName.argument(name).text
    let store = try StateStore.ofThisMachine()
    let (before, table) = try Failure.ofState { () throws(StateFailure) in
      try store.updateAdminProfiles { table in
        let before = table
        if table[name] != nil { table.activate(name) }
        return (before, table)
      }
    }
    guard let profile = table[name] else { throw AdminProfileDocument.notFound(name, in: before) }
    if json {
      let document = AdminProfileDocument.document(
        ["profile": AdminProfileDocument.profile(profile, in: table, store)], table, store)
      return StandardOutput.write(try JSONText.encode(document))
    }
    StandardOutput.write("Active admin profile: \(name)\n")
  }
}
