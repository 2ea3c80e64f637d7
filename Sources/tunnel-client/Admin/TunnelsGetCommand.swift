import ArgumentParser
import Configuration
import TunnelAdmin

struct TunnelsGetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "get", abstract: "Show a tunnel.",
    discussion: """
      Without an admin key, the runtime key in CONTROL_PLANE_API_KEY will do.

      Example:
        tunnel-client admin tunnels get tunnel_0123456789abcdef0123456789abcdef \\
          --json
      """)

  @Argument(help: "Its id.")
  var id: String

  @OptionGroup(title: "Control plane") var admin: AdminOptions

  func run() async throws {
    let session = try await AdminSession.open(admin, key: .adminOrRuntime)
    let answer = try await session.ask { client throws(AdminFailure) in try await client.get(id) }
    StandardOutput.write(
      admin.json
        ? try JSONText.encode(TunnelDocument(answer.value, requestID: answer.requestID))
        : TunnelText.block(answer.value))
  }
}
