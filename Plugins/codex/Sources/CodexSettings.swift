internal import Glibc
internal import TunnelPluginKit

/// How the app server is started: the configuration, else the environment (operator spec 19.2), else `codex app-server`.
/// Never through a shell.
struct CodexSettings {
  var arguments = ["codex", "app-server"]
  var workingDirectory: String?
  /// How long a question for a person waits before it is declined.
  var approvalMilliseconds: Int64 = 120_000

  init(_ configuration: Configuration, environment: (String) -> String? = Self.variable) throws(PluginError) {
    if configuration.isArray("command") {
      arguments = try configuration.strings("command") ?? arguments
    } else if let line = try configuration.string("command") {
      arguments = try Self.split(line, configuration.name(of: "command"))
    } else {
      arguments = try Self.arguments(of: environment)
    }
    guard let program = arguments.first, !program.isEmpty else {
      throw configuration.error("command", "names no program; write codex app-server, or leave it out")
    }
    workingDirectory = try configuration.string("cwd") ?? environment("TUNNEL_CLIENT_CODEX_APP_SERVER_CWD")
    approvalMilliseconds = try configuration.milliseconds("approval_timeout", in: 100...3_600_000) ?? 120_000
  }

  /// For a command, which has no configuration: the environment alone.
  init(environment: (String) -> String?) throws(PluginError) {
    arguments = try Self.arguments(of: environment)
    guard arguments.first?.isEmpty == false else {
      throw PluginError(.invalid, "TUNNEL_CLIENT_CODEX_APP_SERVER_COMMAND: names no program; write codex app-server")
    }
    workingDirectory = environment("TUNNEL_CLIENT_CODEX_APP_SERVER_CWD")
  }

  private static func arguments(of environment: (String) -> String?) throws(PluginError) -> [String] {
    if let line = environment("TUNNEL_CLIENT_CODEX_APP_SERVER_COMMAND") {
      return try split(line, "TUNNEL_CLIENT_CODEX_APP_SERVER_COMMAND")
    }
    let program = environment("TUNNEL_CLIENT_CODEX_APP_SERVER_CMD") ?? "codex"
    let rest = environment("TUNNEL_CLIENT_CODEX_APP_SERVER_ARGS") ?? "app-server"
    return [program] + (try split(rest, "TUNNEL_CLIENT_CODEX_APP_SERVER_ARGS"))
  }

  private static func split(_ line: String, _ name: String) throws(PluginError) -> [String] {
    do throws(CommandLineTokenizer.Problem) {
      return try CommandLineTokenizer.arguments(of: line)
    } catch {
      throw PluginError(.invalid, "\(name): cannot be read as a command line: \(error.description)")
    }
  }

  static func variable(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    let text = String(cString: value)
    return text.isEmpty ? nil : text
  }
}
