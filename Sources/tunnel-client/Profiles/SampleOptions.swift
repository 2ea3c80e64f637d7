import ArgumentParser
import Configuration
import Preflight
import Profiles

/// What a sample is filled with.
struct SampleOptions: ParsableArguments {
  @Option(name: .customLong("tunnel-id"), help: "The tunnel: tunnel_ and 32 characters of a-z and 0-9.")
  var tunnelID: String?

  @Option(name: .customLong("mcp-server-url"), help: "The MCP server's URL.")
  var serverURL: String?

  @Option(name: .customLong("mcp-command"), help: "The command that is an MCP server on its standard input and output.")
  var command: String?

  @Option(name: .customLong("control-plane-base-url"), help: "Where the control plane is.")
  var baseURL = SettingKey.baseURL.fallback ?? ""

  @Option(name: .customLong("control-plane-url-path"), help: "A path that all of its routes are under.")
  var urlPath: String?

  @Option(
    name: .customLong("control-plane-api-key-ref"),
    help: "Where the runtime API key is: env:NAME, file:/path or exec:command; never the key itself.")
  var apiKeyReference = "env:CONTROL_PLANE_API_KEY"

  @Option(name: .customLong("health-listen-addr"), help: "Where /readyz and the page are served: host:port.")
  var listenAddress = SettingKey.healthListenAddress.fallback ?? ""

  @Flag(name: .customLong("open-web-ui"), help: "Let `run` open the page in a browser.")
  var opensBrowser = false

  /// The text of a profile at `path`, valid.
  func text(of sample: ProfileSample, at path: String) throws(Failure) -> ProfileText {
    var inputs = SampleInputs(tunnelID: try requiredTunnelID(), target: try target(for: sample))
    inputs.baseURL = baseURL
    inputs.urlPath = urlPath
    inputs.apiKeyReference = apiKeyReference
    inputs.listenAddress = listenAddress
    inputs.opensBrowser = opensBrowser
    let bytes = Array(sample.text(inputs).utf8)
    let check = ProfileText.check(bytes, path: path)
    guard check.problems.isEmpty else {
      throw Failure.invalid(check.problems.map(Self.naming), in: "the flags for \(sample.name)")
    }
    return try ProfileText(bytes, path: path, what: sample.name)
  }

  private func requiredTunnelID() throws(Failure) -> String {
    guard let tunnelID, !tunnelID.isEmpty else {
      throw Failure(
        .usage, "--tunnel-id is missing", hint: "copy it from \(WebPages.tunnels)",
        lines: "--tunnel-id is missing; make a tunnel or copy the id of one\n\(WebPages.list)")
    }
    return tunnelID
  }

  private func target(for sample: ProfileSample) throws(Failure) -> SampleInputs.Target {
    let given = (serverURL.map { [.url($0)] } ?? []) + (command.map { [SampleInputs.Target.command($0)] } ?? [])
    if given.count == 1, sample.takes(given[0]) { return given[0] }
    let (wanted, fix) =
      switch sample.needs {
      case .urlOrCommand: ("exactly one of --mcp-server-url and --mcp-command", "give one of them")
      case .url: ("--mcp-server-url, and no --mcp-command", "or take --sample sample_mcp_stdio_local")
      case .command: ("--mcp-command, and no --mcp-server-url", "or take --sample sample_mcp_remote_no_auth")
      }
    throw Failure(.usage, "\(sample.name) needs \(wanted)", hint: fix)
  }

  /// A problem of the text, as one of the flag that it came from.
  private static func naming(_ problem: ConfigurationProblem) -> ConfigurationProblem {
    let flags = [
      ("control_plane.tunnel_id", "--tunnel-id"), ("control_plane.base_url", "--control-plane-base-url"),
      ("control_plane.url_path", "--control-plane-url-path"), ("control_plane.api_key", "--control-plane-api-key-ref"),
      ("health.listen_addr", "--health-listen-addr"), ("mcp.server_urls", "--mcp-server-url"),
      ("mcp.commands", "--mcp-command"),
    ]
    guard let flag = flags.first(where: { problem.source.name.hasPrefix($0.0) })?.1 else { return problem }
    return ConfigurationProblem(source: .flag(flag), message: problem.message, fix: problem.fix)
  }

  /// Whether the server's program is there (operator spec 6.5).
  func checkCommand() throws(Failure) {
    guard let command else { return }
    do throws(PreflightFailure) {
      try CommandPreflight.check(command: command, path: ProcessEnvironment.current["PATH"])
    } catch {
      throw Failure(.usage, "--mcp-command: \(error.file): \(error.cause)", hint: error.fix)
    }
  }
}
