import ArgumentParser
import TunnelAdmin

struct TunnelsUpdateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "update", abstract: "Change a tunnel; what is not named stays.",
    discussion: """
      The ids that are given replace those that are there; an empty one (--workspace-id '') removes them all.

      Example:
        tunnel-client admin tunnels update tunnel_0123456789abcdef0123456789abcdef \\
          --name files
      """)

  @Argument(help: "Its id.")
  var id: String

  @Option(help: "What people call it.")
  var name: String?

  @Option(help: "What it is for; may be empty.")
  var description: String?

  @OptionGroup var owners: OwnerOptions

  @OptionGroup(title: "Control plane") var admin: AdminOptions

  func run() async throws {
    let change: TunnelChange
    do throws(AdminFailure) {
      change = try TunnelChange(
        name: name, description: description,
        organizationIDs: owners.organizations.isEmpty ? nil : owners.organizationIDs,
        workspaceIDs: owners.workspaces.isEmpty ? nil : owners.workspaceIDs)
    } catch {
      throw CommandError(.usage, error.message, hint: "give --name, --description, --organization-id or --workspace-id")
    }
    let session = try await AdminSession.open(admin)
    let answer = try await session.ask { client throws(AdminFailure) in try await client.update(id, change) }
    StandardOutput.write(
      admin.json
        ? try JSONText.encode(TunnelDocument(answer.value, requestID: answer.requestID))
        : TunnelText.block(answer.value))
  }
}
