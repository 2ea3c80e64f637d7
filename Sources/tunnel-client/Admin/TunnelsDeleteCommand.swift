import ArgumentParser
import TunnelAdmin

struct TunnelsDeleteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Delete a tunnel, for good.",
    discussion: """
      Nothing is asked without --confirm. The id behind it, where there is one, must be the same: a line that was put \
      together from the wrong parts deletes nothing.

      Example:
        tunnel-client admin tunnels delete tunnel_0123456789abcdef0123456789abcdef \\
          --confirm tunnel_0123456789abcdef0123456789abcdef
      """)

  // The second one is the confirmation: an option with a value that may be missing is unknown to the parser.
  @Argument(help: ArgumentHelp("Its id; behind --confirm once more.", valueName: "id"))
  var ids: [String]

  @Flag(help: "Yes, delete it.")
  var confirm = false

  /// The peer takes them and looks at neither (operator spec 14.4).
  @OptionGroup(visibility: .hidden) var owners: OwnerOptions

  @OptionGroup(title: "Control plane") var admin: AdminOptions

  func run() async throws {
    let id = try confirmed()
    let session = try await AdminSession.open(admin)
    let answer = try await session.ask { client throws(AdminFailure) in try await client.delete(id) }
    let tunnel = answer.value ?? ManagedTunnel(id: id)
    StandardOutput.write(
      admin.json
        ? try JSONText.encode(TunnelDocument(tunnel, requestID: answer.requestID, isDeleted: true))
        : "Deleted.\n" + (answer.value.map(TunnelText.block) ?? "Tunnel \(TunnelText.shown(id))\n"))
  }

  /// W-55: a typed id that is another one stops it.
  private func confirmed() throws(CommandError) -> String {
    guard let id = ids.first, ids.count <= 2 else {
      throw CommandError(.usage, "one tunnel at a time", hint: "give its id, and --confirm with the same id")
    }
    guard confirm else {
      throw CommandError(.usage, "nothing was deleted: a deleted tunnel is gone", hint: "add --confirm \(id)")
    }
    guard ids.allSatisfy({ $0 == id }) else {
      throw CommandError(
        .usage, "nothing was deleted: \(ids.joined(separator: " and ")) are two tunnels",
        hint: "the id behind --confirm must be the same")
    }
    return id
  }
}
