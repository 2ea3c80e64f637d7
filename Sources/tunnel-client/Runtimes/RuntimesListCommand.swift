import ArgumentParser
import LocalState
import Runtimes
import TunnelAdmin

struct RuntimesListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the aliases of this machine: alias, tab, tunnel.",
    discussion: """
      `runtimes status` shows how they are doing. With an organization, a workspace or a tenant the control plane's tunnels \
      are listed, too; that needs an admin key.

      Example:
        tunnel-client runtimes list --json
      """)

  @OptionGroup var owner: OwnerOptions

  @Option(name: .customLong("tenant-id"), help: ArgumentHelp("A tenant.", valueName: "id"))
  var tenant: String?

  @OptionGroup var options: RuntimeOptions

  func run() async throws {
    let store = try StateStore.ofThisMachine()
    let aliases = try Failure.ofState { () throws(StateFailure) in try store.aliases() }
    let choice = try options.choice(store, alias: nil)
    let remote = try await remoteTunnels(choice)
    if options.json {
      var document = JSONTree.object([
        "aliases": .list(aliases.map(RuntimeLook.document)), "state_root": .text(store.root.path),
      ]).merging(choice.members(store))
      if let remote {
        document = document.merging(["remote_tunnels": .list(remote.map { Self.document($0, aliases) })])
      }
      return StandardOutput.write(try JSONText.encode(document))
    }
    let lines = aliases.map { "\($0.alias)\t\($0.tunnelID)\n" }.joined()
    StandardOutput.write(lines.isEmpty ? "No aliases found in \(store.root.path)\n" : lines)
    for tunnel in remote ?? [] where !aliases.contains(where: { $0.tunnelID == tunnel.id }) {
      StandardOutput.write("-\t\(tunnel.id)\t\(tunnel.name)\n")
    }
  }

  /// Nil when nobody asked for them.
  private func remoteTunnels(_ choice: AdminProfileChoice) async throws(Failure) -> [ManagedTunnel]? {
    let scopes =
      owner.organizationIDs.map { TunnelScope.organization($0) } + owner.workspaceIDs.map { .workspace($0) }
      + (tenant.map { [.tenant($0)] } ?? [])
    guard !scopes.isEmpty else { return nil }
    guard [owner.organizationIDs.isEmpty, owner.workspaceIDs.isEmpty, tenant == nil].count(where: { !$0 }) == 1 else {
      throw Failure(
        .usage, "more than one of --organization-id, --workspace-id and --tenant-id", hint: "give one of them")
    }
    let session = try await RuntimeAdmin.open(choice, isQuiet: options.json)
    return try await session.ask { (client) throws(AdminFailure) in try await client.list(scopes) }.value
  }

  private static func document(_ tunnel: ManagedTunnel, _ aliases: [AliasRecord]) -> JSONTree {
    let alias = aliases.first { $0.tunnelID == tunnel.id }
    return JSONTree.object(RemoteLookup.document(tunnel)).merging([
      "local_alias": .text(alias?.alias ?? ""), "local_admin_profile": .text(alias?.adminProfile ?? ""),
    ])
  }
}
