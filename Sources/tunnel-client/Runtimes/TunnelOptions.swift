import ArgumentParser
import LocalState
import TunnelAdmin

/// The tunnel that is made for an alias, where there is none yet (operator spec 17.2).
struct TunnelOptions: ParsableArguments {
  @Option(help: "The new tunnel's name. (default: the alias)")
  var name: String?

  @Option(help: "What it is for.")
  var description: String?

  @OptionGroup var owner: OwnerOptions

  var hasScope: Bool { !owner.organizationIDs.isEmpty || !owner.workspaceIDs.isEmpty }

  var scopes: [TunnelScope] {
    owner.organizationIDs.map { .organization($0) } + owner.workspaceIDs.map { .workspace($0) }
  }

  func check() throws(Failure) {
    guard owner.organizationIDs.isEmpty || owner.workspaceIDs.isEmpty else {
      throw Failure(.usage, "--organization-id and --workspace-id exclude each other", hint: "give one of them")
    }
  }

  /// A tunnel for the alias: its own, one of the same name among those of the owners, or a new one (17.2.1).
  func resolve(
    _ name: LocalName, _ existing: AliasRecord?, _ session: AdminSession
  ) async throws(Failure) -> ManagedTunnel {
    try check()
    if let existing {
      do throws(Failure) {
        return try await session.ask { (client) throws(AdminFailure) in try await client.get(existing.tunnelID) }.value
      } catch {
        guard error.code == .notFound, hasScope else { throw error }
        StandardError.write("the tunnel \(existing.tunnelID) is gone; another one takes its place\n")
      }
    }
    let wanted = self.name ?? name.text
    guard hasScope else {
      throw Failure(
        .usage, "there is no tunnel for \(name.text) yet, and nobody for whom to make one",
        hint: "give --organization-id or --workspace-id, or attach one with `runtimes connect --tunnel-id`")
    }
    let (scopes, text) = (scopes, description ?? "MCP tunnel \(wanted)")
    let (organizations, workspaces) = (owner.organizationIDs, owner.workspaceIDs)
    let known = try await session.ask { (client) throws(AdminFailure) in try await client.list(scopes) }.value
    if let same = known.first(where: { $0.name == wanted }) { return same }
    return try await session.ask { (client) throws(AdminFailure) in
      try await client.create(
        TunnelDraft(
          name: wanted, description: text, organizationIDs: organizations, workspaceIDs: workspaces))
    }.value
  }
}

extension AliasRecord {
  /// What the control plane says of its tunnel.
  mutating func note(_ tunnel: ManagedTunnel) {
    tunnelID = tunnel.id
    if !tunnel.name.isEmpty { name = tunnel.name }
    if !tunnel.description.isEmpty { description = tunnel.description }
    if let ids = tunnel.organizationIDs { organizationIDs = ids }
    if let ids = tunnel.workspaceIDs { workspaceIDs = ids }
    if let ids = tunnel.tenantIDs { tenantIDs = ids }
  }
}
