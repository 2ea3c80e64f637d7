import ArgumentParser
import RawJSON

struct RequestsReplayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "Send a command's message to its MCP server again, or one of your own.",
    discussion: """
      The service hears nothing of it. A command can be sent again when its payload was captured: \
      "Capture payloads" on the page, or --admin-ui.capture-payloads. Exit code 2 when the server's answer is an error, or there is nothing to send.

      Examples:
        tunnel-client requests replay 12 --port 8080
        tunnel-client requests replay --channel main \\
          --message '{"jsonrpc":"2.0","id":1,"method":"tools/list"}' --port 8080
      """)

  @Argument(help: "Its number in the list, or the service's request id.")
  var id: String?

  @OptionGroup(title: "Client") var locator: DaemonLocator

  @Option(help: "The channel for --message. (default: main)", completion: Completions.channels)
  var channel: String?

  @Option(help: "A JSON-RPC message to send instead.")
  var message: String?

  @Flag(help: "Print one JSON document.")
  var json = false

  private struct Document: Decodable {
    struct Problem: Decodable {
      let source: String
      let text: String
    }

    struct Timing: Decodable {
      let totalUs: Int
    }

    let status: String
    let httpStatus: Int
    let timing: Timing
    let error: Problem?
  }

  func run() async throws {
    let (path, body) = try wish()
    let client = DaemonClient(address: try locator.resolve())
    let answer = try await client.send("POST", path, body: body, timeout: .seconds(90))
    let text = String(decoding: answer.body, as: UTF8.self)
    guard answer.status == 200 else {
      StandardOutput.write((json ? text : RequestRefusal.text(answer)) + "\n")
      throw ExitCode(2)
    }
    let document = try answer.decode(Document.self)
    StandardOutput.write(json ? text : Self.text(document, Self.messages(answer.body)))
    guard document.status == "ok" else { throw ExitCode(2) }
  }

  private func wish() throws(Failure) -> (path: String, body: [UInt8]?) {
    switch (id, message) {
    case (let id?, nil):
      guard channel == nil else { throw Failure("--channel: a command has its own; leave it out") }
      return ("/api/requests/\(QueryText.escaped(id))/replay", nil)
    case (nil, let message?):
      var body = Array("{\"channel\":".utf8)
      JSONQuoting.append(channel ?? "main", to: &body)
      return ("/api/requests/replay", body + Array(",\"message\":\(message)}".utf8))
    default: throw Failure("nothing says what is to be sent; give either a command's number or --message")
    }
  }

  private static func text(_ document: Document, _ messages: [String]) -> String {
    var text = "\(document.status) (\(document.httpStatus)) in \(RequestTable.duration(document.timing.totalUs))\n"
    if let error = document.error { text += "\(error.source): \(error.text)\n" }
    return text + messages.map { $0 + "\n" }.joined()
  }

  /// The server's messages, byte for byte.
  private static func messages(_ body: [UInt8]) -> [String] {
    body.withUnsafeBytes { bytes in
      guard let range = try? find(pointer: "/messages", in: bytes) else { return [] }
      var cursor = JSONCursor(UnsafeRawBufferPointer(rebasing: bytes[range]))
      var messages: [String] = []
      do throws(JSONError) {
        try cursor.beginArray()
        while try cursor.nextElement() {
          let element = try cursor.skipValue()
          messages.append(
            String(
              decoding: bytes[range][range.lowerBound...].dropFirst(element.lowerBound).prefix(element.count),
              as: UTF8.self))
        }
      } catch {}
      return messages
    }
  }
}
