import Configuration
import Glibc
import Preflight
import TunnelRuntime

/// Whether the MCP servers are there and speak MCP: the command's files, and a real handshake over the real plugin
/// (operator spec W-18, W-26).
struct ServerChecks {
  let settings: Settings
  let path: String?

  /// How long a server may take for an answer.
  static let window = Duration.seconds(20)

  private var main: BindingSetting? { settings.mcp.bindings.first { $0.channel == "main" } }

  /// The files behind each command; nothing is started.
  func commands() -> [CheckResult] {
    settings.mcp.bindings.compactMap { binding in
      guard let command = binding.command else { return nil }
      let id = Self.commandID(binding)
      do throws(PreflightFailure) {
        try CommandPreflight.check(command: command, path: path)
        return CheckResult(id, .pass, "the command's program and scripts are there")
      } catch {
        return CheckResult(
          id, .fail, error.description, why: "The MCP server of the channel is started from this command.",
          evidence: ["\(binding.source)", error.description], next: [error.fix], code: .commandNotExecutable)
      }
    }
  }

  static func commandID(_ binding: BindingSetting) -> String {
    binding.channel == "main" ? "mcp_command_executable" : "mcp_command_executable:\(binding.channel)"
  }

  /// Adds what a server that failed said itself: most often the reason.
  func addWords(of said: (String) -> [String], to checks: inout [CheckResult]) {
    for index in checks.indices where checks[index].status == .fail && checks[index].code == .serverUnreachable {
      let name = checks[index].id.split(separator: ":").dropFirst().joined(separator: ":")
      let words = said(name.isEmpty ? "main" : name)
      guard !words.isEmpty else { continue }
      checks[index].evidence += words.map { "the server: \($0)" }
      checks[index].summary += " (\(words.suffix(2).joined(separator: "; ")))"
    }
  }

  /// Without a handshake: why there was none.
  func notTried(_ reason: String) -> [CheckResult] {
    [CheckResult("mcp_server_reachable", .skip, reason), CheckResult(OAuthCheck.id, .skip, reason)]
  }

  func handshake(_ tunnel: Tunnel, _ binding: BindingSetting) async -> [CheckResult] {
    let trial = await tunnel.tryServer(binding.channel, window: Self.window)
    let result = handshake(trial, binding)
    guard binding.channel == "main" else { return [result] }
    // The peer's name for it, which is about servers with an address (A-074, A-075).
    guard binding.network.serverURL != nil else {
      return [CheckResult("mcp_server_reachable", .skip, "the main channel has no address to reach"), result]
    }
    var reachable = result
    reachable.id = "mcp_server_reachable"
    // Said once is enough.
    return [reachable, result.status == .fail ? CheckResult(result.id, .skip, "the server was not reached") : result]
  }

  private func handshake(_ trial: ServerTrial, _ binding: BindingSetting) -> CheckResult {
    let id = "mcp_handshake:\(trial.channel)"
    let target = ConfigurationChecks.target(binding)
    switch trial.outcome {
    case .works(let name, let version, let tools):
      let named = [name, version].filter { !$0.isEmpty }.joined(separator: " ")
      let count = tools == 1 ? "1 tool" : "\(tools) tools"
      return CheckResult(id, .pass, "\(named.isEmpty ? "the server" : named) answers, with \(count)")
    case .needsAuthorization:
      return CheckResult(
        id, .pass, "the server is there and asks callers for authorization", evidence: ["\(target) answered HTTP 401"])
    case .timedOut(let why):
      return CheckResult(
        id, .warn, why, why: "Slow servers make callers wait, up to their deadline.", evidence: [target],
        next: ["Try the server by hand, and look at its own log"], code: .serverSlow)
    case .failed(let why):
      return CheckResult(
        id, .fail, why, why: "Commands of the channel \"\(trial.channel)\" cannot be answered.",
        evidence: ["\(binding.source): \(target)", "plugin \(trial.pluginID): \(why)"], next: next(binding),
        code: .serverUnreachable)
    }
  }

  private func next(_ binding: BindingSetting) -> [String] {
    if binding.network.serverURL != nil {
      return [
        "Start the MCP server, and check the URL with curl from this machine",
        "Behind a proxy: --mcp.http-proxy; with a private CA: --ca-bundle; with client certificates: --mcp.client-cert",
      ]
    }
    return ["Run the command by hand: an MCP server waits for input and prints nothing but JSON on standard output"]
  }
}
