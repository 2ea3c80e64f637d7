import ArgumentParser
import Configuration
import LocalState

struct RuntimesMigrateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate", abstract: "Take the aliases and admin profiles of an older state folder over.",
    discussion: """
      Copies what is not here yet into the state folder in use; the older folder stays as it is. What is there in both \
      stays as it is here and is named. Without --from it looks where older versions kept theirs. Changes nothing without \
      --apply.

      Example:
        tunnel-client runtimes migrate --apply
      """)

  @Option(help: "The older folder.", completion: .directory)
  var from: String?

  @Flag(help: "Do it.")
  var apply = false

  @Flag(help: "Print one JSON document.")
  var json = false

  func run() throws {
    let environment = ProcessEnvironment.current
    var root = try Failure.ofState { () throws(StateFailure) in try StateRoot(environment: environment) }
    let found = StateRoot.legacyFolders(environment).first(where: StateRoot.hasState)
    if root.reason == .legacy {
      // That is what is to be left behind.
      root = StateRoot(path: (environment["HOME"] ?? "") + "/.local/state/tunnel-client", reason: .home)
    }
    guard let folder = from.map({ HomePath.expanded($0, environment) }) ?? found else {
      throw Failure(.notFound, "there is no older state folder", hint: "name it with --from")
    }
    guard StateRoot.hasState(folder) else {
      throw Failure(.notFound, "there is no state in \(folder)", hint: "it would hold aliases.yaml or its like")
    }
    guard folder != root.path else { throw Failure(.usage, "\(folder) is the state folder in use") }
    let store = StateStore(root)
    let migration = try Failure.ofState { () throws(StateFailure) in try StateMigration(from: folder, to: store) }
    if apply {
      try Failure.ofState { () throws(StateFailure) in
        try migration.apply()
        try store.remember(.migrate, alias: "-", tunnelID: nil, detail: "from \(folder)")
      }
    }
    if json {
      let document: JSONTree = [
        "from": .text(folder), "state_root": .text(root.path), "apply": .flag(apply),
        "entries": .list(
          migration.entries.map {
            ["file": .text($0.document.rawValue), "name": .text($0.name), "conflicts": .flag($0.conflicts)]
          }),
      ]
      return StandardOutput.write(try JSONText.encode(document))
    }
    for entry in migration.entries {
      StandardOutput.write(
        "\(entry.name)\t\(entry.document.rawValue)\t\(entry.conflicts ? "stays as it is here" : "taken over")\n")
    }
    StandardOutput.write(
      apply
        ? "Took \(folder) over into \(root.path)\n"
        : "Nothing was changed; --apply does it: \(folder) into \(root.path)\n")
  }
}
