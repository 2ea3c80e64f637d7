import ArgumentParser
import Configuration
import LocalState
import Preflight
import Runtimes

/// What a daemon is made of.
struct ConnectOptions: ParsableArguments {
  enum Mode: String, ExpressibleByArgument, CaseIterable {
    case auto
    case tmux
    case process
  }

  @Option(name: .customLong("tunnel-id"), help: "The tunnel; without it the alias's, or a new one.")
  var tunnelID: String?

  @Option(help: "The name of the profile that is written. (default: the alias)")
  var profile: String?

  @OptionGroup var folder: ProfileFolderOptions

  @Option(name: .customLong("mcp-server-url"), help: "The MCP server's URL; without it and a command, as it was.")
  var serverURL: String?

  @Option(name: .customLong("mcp-command"), help: "The command that is an MCP server on its standard input and output.")
  var command: String?

  @Option(
    name: .customLong("runtime-api-key"),
    help: "Where the runtime key is: env:NAME, file:/path or exec:command. (default: env:CONTROL_PLANE_API_KEY)")
  var key: String?

  enum Restart: String, ExpressibleByArgument, CaseIterable {
    case onFailure = "on-failure"
    case never
  }

  @Option(help: "Whether it is started again when it crashes, after longer and longer pauses.")
  var restart = Restart.onFailure

  @Option(
    name: .customLong("pass-env"),
    help: "A variable that the daemon needs besides its key; it gets no other. Repeatable.")
  var passed: [String] = []

  @Option(help: "Where it runs: in tmux, or as a process of its own; auto takes tmux where it works.")
  var mode = Mode.auto

  @Option(help: "How long to wait until it is ready.")
  var wait = "10s"

  @Option(name: .customLong("drain-timeout"), help: "How long a stop lets calls under way finish.")
  var drainTimeout = "10s"

  @Option(name: .customLong("tunnel-client-bin"), help: .hidden)
  var program: String?

  func duration(_ text: String, _ flag: String) throws(Failure) -> Duration {
    guard let duration = DurationText.parse(text), duration >= .zero else {
      throw Failure(.usage, "\(flag): \"\(text)\" is not a duration", hint: "write it as 500ms, 30s or 2m")
    }
    return duration
  }

  /// What is given, or what it was (operator spec 17.3: a URL beats a command).
  func target(was: ProcessRecord?) throws(Failure) -> RuntimeProfile.Target {
    let given: RuntimeProfile.Target? = serverURL.map { .serverURL($0) } ?? command.map { .command($0) }
    if serverURL != nil, command != nil {
      StandardError.write("--mcp-server-url counts, and --mcp-command does not\n")
    }
    if let given {
      if let objection = InlineSecret.objection(to: given.value) {
        throw Failure(
          .usage, "\(given.flag): there is \(objection) in it; it is not shown",
          hint: "keep secrets in variables, and name them with --pass-env; or write them as env:NAME or file:/path")
      }
      return given
    }
    guard let was, !was.target.value.isEmpty else {
      throw Failure(.usage, "no MCP server is named", hint: "give --mcp-command or --mcp-server-url")
    }
    return was.target.kind == "command" ? .command(was.target.value) : .serverURL(was.target.value)
  }

  /// Whether the server's program is there.
  func preflight(_ target: RuntimeProfile.Target) throws(Failure) {
    guard case .command(let command) = target else { return }
    do throws(PreflightFailure) {
      try CommandPreflight.check(command: command, path: ProcessEnvironment.current["PATH"])
    } catch {
      throw Failure(.usage, "--mcp-command: \(error.file): \(error.cause)", hint: error.fix)
    }
  }

  /// There for the peer's scripts: a daemon is always this program (operator spec 17.3).
  func checkProgram() throws(Failure) {
    guard let program, SmallFile.resolved(program) != ProcessEnvironment.executable else { return }
    throw Failure(
      .usage, "--tunnel-client-bin: a daemon is started with the program that you call",
      hint: "call \(program) instead, or leave the flag out")
  }
}
