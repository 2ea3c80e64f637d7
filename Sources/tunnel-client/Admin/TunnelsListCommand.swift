import ArgumentParser
import TunnelAdmin

struct TunnelsListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Show the tunnels of organizations, of workspaces, or of tenants.",
    discussion: """
      Several ids are asked for one after the other; each tunnel is shown once.

      Examples:
        tunnel-client admin tunnels list --organization-id org-abc123
        tunnel-client admin tunnels list --workspace-id ws-1,ws-2 --limit 20 --json
      """)

  @OptionGroup var owners: OwnerOptions

  @Option(
    name: .customLong("tenant-id"), parsing: .singleValue,
    help: ArgumentHelp("A tenant. Repeatable, or several with commas.", valueName: "id"))
  var tenants: [String] = []

  @Option(help: "At most so many.")
  var limit: Int?

  @Option(help: ArgumentHelp("Only those behind this tunnel.", valueName: "tunnel id"))
  var after: String?

  @OptionGroup(title: "Control plane") var admin: AdminOptions

  func run() async throws {
    let scopes = try scopes()
    if let limit, limit < 1 {
      throw CommandError(.usage, "--limit: \(limit) tunnels are none", hint: "give 1 or more")
    }
    let session = try await AdminSession.open(admin)
    let answer = try await session.ask { client throws(AdminFailure) in try await client.list(scopes) }
    let shown = try Self.part(answer.value, after: after, limit: limit)
    guard admin.json else {
      return StandardOutput.write(TunnelText.table(shown.tunnels, hasMore: shown.hasMore))
    }
    StandardOutput.write(
      try JSONText.encode(
        TunnelListDocument(
          tunnels: shown.tunnels.map { TunnelDocument($0) }, hasMore: shown.hasMore, requestId: answer.requestID)))
  }

  /// Exactly one family (operator spec 14.4), all of its ids (W-53).
  private func scopes() throws(CommandError) -> [TunnelScope] {
    let families = [
      owners.organizationIDs.map(TunnelScope.organization), owners.workspaceIDs.map(TunnelScope.workspace),
      OwnerOptions.split(tenants).map(TunnelScope.tenant),
    ].filter { !$0.isEmpty }
    guard families.count == 1, let family = families.first else {
      throw CommandError(
        .usage, families.isEmpty ? "nothing says whose tunnels" : "tunnels of one kind of owner at a time",
        hint: "give one of --organization-id, --workspace-id and --tenant-id")
    }
    guard Set(family).count == family.count else {
      throw CommandError(.usage, "an id is named twice", hint: "name it once")
    }
    return family
  }

  /// The service's contract has no parts, so they are cut here.
  static func part(
    _ tunnels: [ManagedTunnel], after: String?, limit: Int?
  ) throws(CommandError) -> (tunnels: [ManagedTunnel], hasMore: Bool) {
    var rest = tunnels[...]
    if let after {
      guard let index = tunnels.firstIndex(where: { $0.id == after }) else {
        throw CommandError(.notFound, "--after: \(after) is not in the list", hint: "leave it out to see all")
      }
      rest = tunnels[(index + 1)...]
    }
    let part = rest.prefix(limit ?? rest.count)
    return (Array(part), part.count < rest.count)
  }
}
