import ArgumentParser
import LocalState
import Runtimes

struct RuntimesStatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Show how an alias is doing, or all of them.",
    discussion: """
      A line has alias, state and tunnel, with tabs between. States: stopped; starting, healthy (answers, cannot take calls \
      yet), ready; degraded (was ready, and is not now); crashed (ended unasked); restarting; orphaned (its process number \
      is another process now, which is left alone). With a key at hand it asks the control plane for the tunnel; exit code \
      2 when there is none, and nothing runs.

      Examples:
        tunnel-client runtimes status
        tunnel-client runtimes status time --json
      """)

  @Argument(help: "The alias; without it, all of them.", completion: Completions.aliases)
  var alias: String?

  @OptionGroup var options: RuntimeOptions

  func run() async throws {
    let store = try StateStore.ofThisMachine()
    guard let alias else { return try await all(store) }
    let record = try KnownAlias.find(alias, store)
    let choice = try options.choice(store, alias: record.adminProfile)
    let look = try await RuntimeLook(record, store)
    let remote = await RemoteLookup.run(
      record.tunnelID, profileKey: look.profile?.key, choice,
      runtime: options.isOverridden ? nil : look.profile?.address)
    if options.json {
      let document = JSONTree.object(look.members(choice, remoteError: remote.error)).merging(remote.members)
      StandardOutput.write(try JSONText.encode(document))
    } else {
      StandardOutput.write(Self.line(look))
      let issues = look.issues + (remote.error.isEmpty ? [] : ["the control plane: \(remote.error)"])
      for issue in issues { StandardError.write("\(issue)\n") }
    }
    if remote.isGone, !look.state.isRunning { throw ExitCode(2) }
  }

  private func all(_ store: StateStore) async throws {
    let aliases = try Failure.ofState { () throws(StateFailure) in try store.aliases() }
    var looks: [RuntimeLook] = []
    for alias in aliases { looks.append(try await RuntimeLook(alias, store, searchesOthers: false)) }
    if options.json {
      let document: JSONTree = [
        "runtimes": .list(looks.map { .object($0.members(nil)) }), "state_root": .text(store.root.path),
      ]
      return StandardOutput.write(try JSONText.encode(document))
    }
    StandardOutput.write(
      looks.isEmpty ? "No aliases found in \(store.root.path)\n" : looks.map(Self.line).joined())
  }

  private static func line(_ look: RuntimeLook) -> String {
    "\(look.alias.alias)\t\(look.state.rawValue)\t\(look.alias.tunnelID)\n"
  }
}
