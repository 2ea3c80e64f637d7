import ArgumentParser
import LocalState
import Runtimes
import TunnelAdmin

struct RuntimesCreateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Make a tunnel in the control plane, or find one again, and name it here.",
    discussion: """
      Needs an admin key. An alias that is there keeps its tunnel; else a tunnel of the same name is taken, else one is \
      made. Nothing is started: that is `runtimes connect`.

      Example:
        tunnel-client runtimes create --alias time --organization-id org_1
      """)

  @Option(help: "The alias: letters, digits and dashes.", completion: Completions.aliases)
  var alias: String

  @OptionGroup(title: "Tunnel") var tunnel: TunnelOptions
  @OptionGroup(title: "Control plane") var options: RuntimeOptions

  func run() async throws {
    let name = try LocalName.argument(alias, what: "--alias")
    try tunnel.check()
    let store = try StateStore.ofThisMachine()
    let existing = try Failure.ofState { () throws(StateFailure) in try store.alias(name.text) }
    try ConnectSession.checkSpelling(name, existing)
    let choice = try options.choice(store, alias: existing?.adminProfile)
    let session = try await RuntimeAdmin.open(choice, isQuiet: options.json)
    let lock = try Failure.ofState { () throws(StateFailure) in try store.lock(alias: name.text) }
    defer { lock.release() }
    let managed = try await tunnel.resolve(name, existing, session)
    var record = existing ?? AliasRecord(alias: name.text, tunnelID: managed.id)
    if existing == nil { record.givenName = name.given }
    record.note(managed)
    record.adminProfile = choice.profile.name
    let saved = record
    try Failure.ofState { () throws(StateFailure) in
      try store.save(saved)
      try store.remember(.create, alias: name.text, tunnelID: managed.id, detail: "name=\(managed.name)")
    }
    if options.json {
      let document = JSONTree.object([
        "alias": .text(name.text), "tunnel": .object(RemoteLookup.document(managed)),
        "state_root": .text(store.root.path),
      ]).merging(choice.members(store))
      return StandardOutput.write(try JSONText.encode(document))
    }
    name.tellSpelling()
    StandardOutput.write(
      """
      Created alias \(name.text) for tunnel \(managed.id)
      Admin profile: \(choice.profile.name) (\(choice.reason.rawValue))

      """)
  }
}
