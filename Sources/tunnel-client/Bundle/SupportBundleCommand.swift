import ArgumentParser
import Glibc
import SupportBundle

struct SupportBundleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "support-bundle",
    abstract: "Fetch logs, metrics and state of a running client into one file, without secrets.",
    discussion: """
      For whoever helps you. The file has mode 0600; look through it before you send it.

      Examples:
        tunnel-client support-bundle --port 8080
        tunnel-client support-bundle --url-file /run/tunnel.url --minutes 120 \\
          --output bundle.tar.gz
      """)

  @OptionGroup(title: "Client") var locator: DaemonLocator

  @Option(help: "How much of the log, up to 1440.")
  var minutes = 30

  @Option(help: "Where to write it. (default: tunnel-client-logs-TIME.tar.gz)", completion: .file())
  var output: String?

  @Flag(help: "Do not ask although whole HTTP messages are in the log.")
  var yes = false

  @Flag(help: "Print one JSON document.")
  var json = false

  private struct Document: Encodable {
    struct File: Encodable {
      let name: String
      let bytes: Int
    }

    let path: String
    let bytes: Int
    let minutes: Int
    let hasRawHttp: Bool
    let files: [File]
  }

  func run() async throws {
    guard (1...1440).contains(minutes) else { throw Failure(.usage, "--minutes \(minutes): write 1 to 1440") }
    let client = DaemonClient(address: try locator.resolve())
    let hasRawHTTP = try await RawLogging(client).isOn
    if hasRawHTTP, !yes, !Self.confirms() {
      throw Failure(.failed, "nothing was fetched", hint: "--yes fetches it unasked")
    }
    let answer = try await Progress.during("the bundle") { _ in
      try await client.send("GET", "/api/logs/export?minutes=\(minutes)", timeout: .seconds(120))
    }
    guard answer.status == 200 else { throw Failure(answer.complaint) }
    guard let contents = BundleContents(archive: answer.body) else {
      throw Failure("what came from the client is no whole bundle; try again")
    }
    let path = output ?? BundleWindow(minutes: "\(minutes)").fileName
    try NewPrivateFile.write(answer.body, to: path, flag: "--output")
    let document = Document(
      path: path, bytes: answer.body.count, minutes: minutes, hasRawHttp: hasRawHTTP,
      files: contents.files.map { .init(name: $0.name, bytes: $0.size) })
    StandardOutput.write(json ? try JSONText.encode(document) : Self.text(document))
  }

  private static func text(_ document: Document) -> String {
    "\(document.path)  \(RequestTable.size(document.bytes))\n\n"
      + RequestTable.lines(document.files.map { ["  " + $0.name, RequestTable.size($0.bytes)] })
      + "\nSecrets were taken out; look through it before you send it.\n"
  }

  /// A script that wants the file is not stopped, it is told.
  private static func confirms() -> Bool {
    StandardError.write(
      "The client logs whole HTTP messages at debug level (--log.http-raw-unsafe): the bundle holds what its callers "
        + "sent and got, secrets taken out.\n")
    guard isatty(STDIN_FILENO) == 1, Terminal.isInteractive(STDERR_FILENO) else { return true }
    StandardError.write("Fetch it all the same? [y/N] ")
    return ["y", "yes"].contains(readLine()?.lowercased() ?? "")
  }
}
