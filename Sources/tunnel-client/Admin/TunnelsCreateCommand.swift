import ArgumentParser
import Configuration
import TunnelAdmin

struct TunnelsCreateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Make a tunnel.",
    discussion: """
      Example:
        tunnel-client admin tunnels create --name files \\
          --description "Files of the office" --organization-id org-abc123 \\
          --wait 60s
      """)

  @Option(help: "What people call it.")
  var name: String?

  @Option(help: "What it is for.")
  var description: String?

  @OptionGroup var owners: OwnerOptions

  @Option(help: ArgumentHelp("Wait until clients can use it, at most so long.", valueName: "duration"))
  var wait: String?

  @OptionGroup(title: "Control plane") var admin: AdminOptions

  func run() async throws {
    let draft: TunnelDraft
    do throws(AdminFailure) {
      draft = try TunnelDraft(
        name: name ?? "", description: description ?? "", organizationIDs: owners.organizationIDs,
        workspaceIDs: owners.workspaceIDs)
    } catch {
      throw CommandError(
        .usage, error.message, hint: "give --name, --description, and --organization-id or --workspace-id")
    }
    let patience = try wait.map { text throws(CommandError) in try Self.patience(text) }
    let values = try await admin.values()
    let session = try await AdminSession.open(values, isQuiet: admin.json)
    let answer = try await session.ask { client throws(AdminFailure) in try await client.create(draft) }
    if let patience {
      try await waitUntilUsable(answer.value.id, patience, values, session)
    }
    guard !admin.json else {
      return StandardOutput.write(
        try JSONText.encode(TunnelDocument(answer.value, requestID: answer.requestID)))
    }
    let note =
      patience == nil ? "\nIt takes about half a minute until clients can use it; --wait 60s waits for that.\n" : ""
    StandardOutput.write(TunnelText.block(answer.value) + note)
  }

  private static func patience(_ text: String) throws(CommandError) -> Duration {
    guard let duration = DurationText.parse(text), duration > .zero else {
      throw CommandError(.usage, "--wait: \"\(text)\" is not a duration", hint: "write it as 30s or 2m")
    }
    return duration
  }

  /// Asks as a client would where there is a runtime key: the service may know a tunnel before that key may use it.
  private func waitUntilUsable(
    _ id: String, _ patience: Duration, _ values: SettingValues, _ admin: AdminSession
  ) async throws(CommandError) {
    let session =
      SettingsReader.hasRuntimeKey(values)
      ? try await AdminSession.open(values, key: .runtime, isQuiet: self.admin.json) : admin
    do throws(CommandError) {
      try await session.ask { client throws(AdminFailure) in try await client.wait(for: id, within: patience) }
    } catch {
      throw CommandError(
        .notReady, "the tunnel \(id) was made, and cannot be used yet: \(error.message)",
        hint: "ask again with `tunnel-client admin tunnels get \(id)`")
    }
  }
}
