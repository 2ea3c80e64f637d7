import Configuration
import Glibc
import LocalState
import Runtimes
import TunnelAdmin

/// One look at a tunnel in the control plane, with the first key that is there (operator spec 17.4.3). It may fail: a
/// local command goes on without it, and never waits long.
struct RemoteLookup: Sendable {
  enum Kind: String {
    case runtime
    case admin
  }

  var attempted = false
  var kind: Kind?
  /// The reference of the key that was used.
  var reference = ""
  var skippedReason = ""
  var error = ""
  /// The control plane does not know the tunnel.
  var isGone = false
  var tunnel: ManagedTunnel?

  private static let limit = Duration.seconds(3)

  /// `profileKey` is the reference in the alias's profile, `runtime` where that profile's control plane is: a runtime key
  /// goes nowhere else.
  static func run(
    _ tunnelID: String, profileKey: String?, _ choice: AdminProfileChoice, runtime address: ManagedProfile.Address?
  ) async -> RemoteLookup {
    let runtime = [profileKey, "env:CONTROL_PLANE_API_KEY", "env:OPENAI_API_KEY"].compactMap(\.self)
    let keys = runtime.map { (Kind.runtime, $0) } + [(Kind.admin, choice.profile.key)]
    var lookup = RemoteLookup()
    guard let (kind, reference) = keys.first(where: { isThere($0.1) }) else {
      lookup.skippedReason = "no key is there: \(keys.map(\.1).joined(separator: ", "))"
      return lookup
    }
    lookup.attempted = true
    lookup.kind = kind
    lookup.reference = reference
    let started = lookup
    var asked = choice
    if kind == .runtime, let address {
      asked.profile.baseURL = address.baseURL
      asked.profile.urlPath = address.urlPath
    }
    let place = asked
    return await Bounded.within(limit) { await ask(tunnelID, place, started) } ?? started.failed("no answer in time")
  }

  private static func ask(
    _ tunnelID: String, _ choice: AdminProfileChoice, _ started: RemoteLookup
  ) async -> RemoteLookup {
    var lookup = started
    do throws(Failure) {
      let session =
        started.kind == .admin
        ? try await RuntimeAdmin.open(choice, isQuiet: true)
        : try await RuntimeAdmin.open(choice, runtimeKey: started.reference)
      lookup.tunnel = try await session.ask { (client) throws(AdminFailure) in try await client.get(tunnelID) }.value
    } catch {
      lookup.error = error.message
      lookup.isGone = error.code == .notFound
    }
    return lookup
  }

  private func failed(_ why: String) -> RemoteLookup {
    var lookup = self
    lookup.error = why
    return lookup
  }

  private static func isThere(_ reference: String) -> Bool {
    if let name = DaemonEnvironment.variable(of: reference) {
      return ProcessEnvironment.current[name]?.isEmpty == false
    }
    guard reference.lowercased().hasPrefix("file:") else { return reference.lowercased().hasPrefix("exec:") }
    return access(HomePath.expanded(String(reference.dropFirst(5)), ProcessEnvironment.current), R_OK) == 0
  }

  /// What `status` says of it.
  var members: [String: JSONTree] {
    [
      "remote": tunnel.map { .object(Self.document($0)) } ?? .null, "remote_lookup_attempted": .flag(attempted),
      "remote_lookup_auth_kind": .text(kind?.rawValue ?? ""), "remote_lookup_auth_ref": .text(reference),
      "remote_skipped_reason": .text(skippedReason), "stale": .flag(isGone), "error": .text(isGone ? error : ""),
    ]
  }

  /// operator spec 17.2.2
  static func document(_ tunnel: ManagedTunnel) -> [String: JSONTree] {
    [
      "id": .text(tunnel.id), "name": .text(tunnel.name), "description": .text(tunnel.description),
      "organization_ids": tunnel.organizationIDs.map { JSONTree($0) } ?? .null,
      "workspace_ids": tunnel.workspaceIDs.map { JSONTree($0) } ?? .null,
      "tenant_ids": tunnel.tenantIDs.map { JSONTree($0) } ?? .null,
    ]
  }
}
