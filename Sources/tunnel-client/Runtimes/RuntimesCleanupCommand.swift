import ArgumentParser
import Glibc
import LocalState
import Runtimes

struct RuntimesCleanupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cleanup", abstract: "Find aliases that nothing is left of, and processes that ended unasked.",
    discussion: """
      Changes nothing without --apply. With it, aliases without a profile that they once had, or without a tunnel, are \
      forgotten, and processes that are gone count as stopped. Nothing that runs is touched, nor is an alias that \
      `create` made and that was not connected yet.

      Example:
        tunnel-client runtimes cleanup --apply
      """)

  @Flag(help: "Do it.")
  var apply = false

  @OptionGroup var options: RuntimeOptions

  private struct Finding {
    let look: RuntimeLook
    let kind: CleanupClass
  }

  func run() async throws {
    let store = try StateStore.ofThisMachine()
    let findings = try await findings(store)
    var removed: [String] = []
    for finding in findings where apply {
      if finding.kind.isSafeToRemove {
        try forget(finding, store)
        removed.append(finding.look.alias.alias)
      } else {
        try settle(finding.look, store)
      }
    }
    if !removed.isEmpty {
      let names = removed.joined(separator: ", ")
      try Failure.ofState { () throws(StateFailure) in
        try store.remember(.cleanup, alias: "-", tunnelID: nil, detail: "forgot \(names)")
      }
    }
    let leftOver = findings.contains { $0.kind.isSafeToRemove || !Self.isSettled($0.look) }
    let next = leftOver && !apply ? ["tunnel-client runtimes cleanup --apply"] : []
    if options.json {
      let document: JSONTree = [
        "state_root": .text(store.root.path), "apply": .flag(apply),
        "entries": .list(findings.map(Self.document)), "removed": JSONTree(removed), "next_steps": JSONTree(next),
      ]
      return StandardOutput.write(try JSONText.encode(document))
    }
    for finding in findings {
      StandardOutput.write(
        "\(finding.look.alias.alias)\t\(finding.kind.rawValue)\t\(finding.look.alias.tunnelID)\n")
    }
    if findings.isEmpty { StandardOutput.write("Nothing found in \(store.root.path)\n") }
    if !apply, !findings.isEmpty { StandardOutput.write("Nothing was changed; --apply does it.\n") }
    if !removed.isEmpty { StandardOutput.write("Forgot \(removed.joined(separator: ", "))\n") }
  }

  private func findings(_ store: StateStore) async throws(Failure) -> [Finding] {
    let names = try Failure.ofState { () throws(StateFailure) in
      Set(try store.aliases().map(\.alias) + store.processes().map(\.alias)).sorted()
    }
    var findings: [Finding] = []
    for name in names {
      let record = try KnownAlias.find(name, store)
      let look = try await RuntimeLook(record, store)
      let kind = CleanupClass(
        isLive: look.standing.isRunning, profilePath: look.profilePath, profileExists: look.profileExists,
        hasProcessRecord: look.process != nil, tunnelID: record.tunnelID, isGoneRemotely: false)
      findings.append(Finding(look: look, kind: kind))
    }
    return findings
  }

  /// The alias may have been connected since it was looked at.
  private func forget(_ finding: Finding, _ store: StateStore) throws(Failure) {
    let alias = finding.look.alias
    try Failure.ofState { () throws(StateFailure) in
      let lock = try store.lock(alias: alias.alias)
      defer { lock.release() }
      let process = try store.process(alias.alias)
      guard process == finding.look.process else { return }
      try store.forget(alias.alias)
      try store.remember(.staleAlias, alias: alias.alias, tunnelID: alias.tunnelID, detail: finding.kind.rawValue)
    }
    if !finding.look.standing.isRunning { unlink(finding.look.urlFile) }
  }

  private static func isSettled(_ look: RuntimeLook) -> Bool {
    switch look.standing {
    case .gone, .foreign: false
    case .none, .alive, .restarting: true
    }
  }

  /// A process that is not there any more counts as stopped.
  private func settle(_ look: RuntimeLook, _ store: StateStore) throws(Failure) {
    guard !Self.isSettled(look), let process = look.process else { return }
    try Failure.ofState { () throws(StateFailure) in
      let lock = try store.lock(alias: process.alias)
      defer { lock.release() }
      guard var current = try store.process(process.alias), current == process else { return }
      current.setStopped()
      try store.save(current)
      try store.remember(
        .staleProcess, alias: process.alias, tunnelID: process.tunnelID, detail: "process \(process.pid ?? 0) is gone")
    }
    unlink(look.urlFile)
  }

  private static func document(_ finding: Finding) -> JSONTree {
    let look = finding.look
    var live: [String: JSONTree] = ["found": .flag(look.standing.isRunning || look.other != nil)]
    if let url = look.other?.baseURL ?? (look.standing.isRunning ? look.report.baseURL : nil) {
      live["base_url"] = .text(url)
    }
    return [
      "alias": .text(look.alias.alias), "tunnel_id": .text(look.alias.tunnelID),
      "classification": .text(finding.kind.rawValue),
      "profile": ["path": .text(look.profilePath ?? ""), "exists": .flag(look.profileExists)],
      "runtime_state": .text(look.state.rawValue), "live_runtime": .object(live),
      "cleanup_safe": .flag(finding.kind.isSafeToRemove),
      "cleanup_command": "tunnel-client runtimes cleanup --apply",
    ]
  }
}
