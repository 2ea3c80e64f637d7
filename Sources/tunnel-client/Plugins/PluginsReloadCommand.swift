import ArgumentParser
import RawJSON

struct PluginsReloadCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reload", abstract: "Let new builds of plugins take over in a running client.",
    discussion: """
      Without an id every channel whose library file has changed gets the new build; with one, all channels of that \
      plugin get a new instance, changed or not. Calls under way end where they began. Exit code 2 when a new build cannot \
      serve, or is that of a service without a channel: then the former one goes on, and a line says why.

      Examples:
        tunnel-client plugins reload --port 8080
        tunnel-client plugins reload com.example.hello --url-file /run/tunnel.url \\
          --json
      """)

  @Argument(help: "The plugin's id.", completion: Completions.plugins)
  var id: String?

  @OptionGroup(title: "Client") var locator: DaemonLocator

  @Flag(help: "Print one JSON document.")
  var json = false

  private struct Document: Decodable {
    struct Plugin: Decodable {
      let id: String
      let channel: String
      let outcome: String
      let version: String
      let formerVersion: String?
      let error: String?
    }

    let plugins: [Plugin]
  }

  func run() async throws {
    let client = DaemonClient(address: try locator.resolve())
    var body = Array("{".utf8)
    if let id {
      body += Array("\"id\":".utf8)
      JSONQuoting.append(id, to: &body)
    }
    body += Array("}".utf8)
    // A new server may take its time.
    let answer = try await client.send("POST", "/api/plugins/reload", body: body, timeout: .seconds(120))
    let text = String(decoding: answer.body, as: UTF8.self)
    guard answer.status == 200 else {
      StandardOutput.write((json ? text : answer.complaint) + "\n")
      throw ExitCode(2)
    }
    let plugins = try answer.decode(Document.self).plugins
    StandardOutput.write(json ? text : Self.text(plugins))
    guard !plugins.contains(where: { $0.outcome == "kept" }) else { throw ExitCode(2) }
  }

  private static func text(_ plugins: [Document.Plugin]) -> String {
    guard !plugins.isEmpty else { return "No channels.\n" }
    let rows = plugins.map { plugin in
      [
        plugin.channel.isEmpty ? "-" : plugin.channel, plugin.id, plugin.outcome,
        plugin.formerVersion.map { "\($0) → \(plugin.version)" } ?? plugin.version, plugin.error ?? "",
      ]
    }
    return RequestTable.lines([["CHANNEL", "PLUGIN", "OUTCOME", "VERSION", "ERROR"]] + rows)
  }
}
