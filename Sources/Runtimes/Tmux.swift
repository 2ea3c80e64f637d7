import Subprocess
import SystemPackage
import Trust

/// The terminal multiplexer, where people may look at their daemons (operator spec 17.3.3). Sessions are named exactly.
public struct Tmux: Sendable {
  private let environment: [String: String]

  /// Nil where it does not work.
  public init?(_ environment: [String: String]) async {
    self.environment = DaemonEnvironment.forTmux(environment)
    guard await answer(["-V"]) != nil else { return nil }
  }

  /// One for each alias of each state root.
  public static func sessionName(alias: String, root: String) -> String {
    "tunnel-mcp__\(alias)__\(SHA256.digits(root.utf8).prefix(8))"
  }

  /// Starts a command without a shell in between, and says its process number; nil when there is no session.
  public func newSession(_ name: String, folder: String, command: [String]) async -> Int? {
    let words = ["new-session", "-d", "-P", "-F", "#{pane_pid}", "-s", name, "-c", folder] + command
    return await answer(words).flatMap { Int($0.filter(\.isNumber)) }
  }

  /// The process of a session's first pane.
  public func pid(of name: String) async -> Int? {
    await answer(["list-panes", "-t", "=\(name):", "-F", "#{pane_pid}"])
      .flatMap { $0.split(whereSeparator: \.isNewline).first.flatMap { Int($0) } }
  }

  public func killSession(_ name: String) async {
    _ = await answer(["kill-session", "-t", "=\(name)"])
  }

  /// What it printed; nil when it failed.
  private func answer(_ arguments: [String]) async -> String? {
    var variables: [Environment.Key: String] = [:]
    for (name, value) in environment {
      if let key = Environment.Key(rawValue: name) { variables[key] = value }
    }
    let result = try? await Subprocess.run(
      .name("tmux"), arguments: Arguments(arguments), environment: .custom(variables), input: .none,
      output: .string(limit: 64 << 10), error: .discarded)
    guard let result, result.terminationStatus.isSuccess else { return nil }
    return result.standardOutput
  }
}
