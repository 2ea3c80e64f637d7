import ArgumentParser
import LocalState
import Runtimes

struct RuntimesLogsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "logs", abstract: "Print the end of a daemon's log.",
    discussion: """
      Example:
        tunnel-client runtimes logs time --follow
      """)

  @Argument(help: "The alias.", completion: Completions.aliases)
  var alias: String

  @Option(help: "How many lines.")
  var lines = 20

  @Flag(help: "Go on with what is written from now on, until Ctrl-C.")
  var follow = false

  func run() async throws {
    guard lines >= 0 else { throw Failure(.usage, "--lines: \(lines) is no number of lines", hint: "try 20") }
    let store = try StateStore.ofThisMachine()
    let record = try KnownAlias.find(alias, store)
    let process = try Failure.ofState { () throws(StateFailure) in try store.process(record.alias) }
    let path = process?.logPath ?? store.logFile(of: record.alias)
    guard var offset = LogTail.size(of: path) ?? (follow ? 0 : nil) else {
      throw Failure(.notFound, "there is no log yet: \(path)", hint: "`tunnel-client runtimes connect` starts a daemon")
    }
    Self.print(LogTail.lines(of: path, count: lines))
    while follow {
      try await Task.sleep(for: .milliseconds(200))
      let size = LogTail.size(of: path) ?? 0
      guard size != offset else { continue }
      // A shorter one was rotated, and begins anew.
      Self.print(LogTail.lines(of: path, count: .max, from: size < offset ? 0 : offset))
      offset = size
    }
  }

  private static func print(_ lines: [String]) {
    for line in lines { StandardOutput.write(line + "\n") }
  }
}
