import ArgumentParser

struct RequestsListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "The last commands, the newest first.",
    discussion: """
      Examples:
        tunnel-client requests list --port 8080
        tunnel-client requests list --url-file /run/tunnel.url \\
          --status rpc_error,timeout --json
      """)

  @OptionGroup(title: "Client") var locator: DaemonLocator

  @Option(help: "At most so many, up to 500.")
  var limit = 50

  @Option(help: "Only of this channel.", completion: Completions.channels)
  var channel: String?

  @Option(help: "Only of this JSON-RPC method.")
  var method: String?

  @Option(help: "Only with one of these, for example rpc_error,timeout.")
  var status: String?

  @Option(help: "Only with this text in the id, method, tool or error.")
  var text: String?

  @Flag(help: "Print one JSON document.")
  var json = false

  private struct Document: Decodable {
    let requests: [RequestDocument]
  }

  func run() async throws {
    let client = DaemonClient(address: try locator.resolve())
    let answer = try await client.send("GET", "/api/requests?" + query)
    guard answer.status == 200 else { throw Failure(answer.complaint) }
    StandardOutput.write(
      json
        ? String(decoding: answer.body, as: UTF8.self)
        : RequestTable.text(try answer.decode(Document.self).requests))
  }

  private var query: String {
    let filters = [("channel", channel), ("method", method), ("status", status), ("text", text)]
    return (["limit=\(limit)"] + filters.compactMap { name, value in value.map { "\(name)=\(QueryText.escaped($0))" } })
      .joined(separator: "&")
  }
}
