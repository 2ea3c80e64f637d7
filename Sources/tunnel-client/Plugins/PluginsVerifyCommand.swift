import ArgumentParser
import Glibc
import PluginHost
import RawJSON
import Trust

struct PluginsVerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Hold a plugin against the rules, in a process of its own.",
    discussion: """
      Loads the file, makes and opens instances of its plugins, and calls them, as the tunnel would. A plugin that \
      crashes or hangs fails the check that it did so in.

      Exit codes: 0 every check passed, 2 one failed, 1 any error.

      Examples:
        tunnel-client plugins verify ./weather.so
        tunnel-client plugins verify ./weather.so --method tools/call \\
          --config '{"greeting":"hello"}'
      """)

  @Argument(help: "The shared library.")
  var file: String

  @Option(help: "Only the plugin with this id, of a file that holds several.")
  var id: String?

  @Option(help: "A JSON object to open the plugin with; made up from its schema otherwise.")
  var config: String?

  @Option(help: "The method of the request that is tried.")
  var method = "tools/list"

  @Option(help: ArgumentHelp("How long the plugin may be silent before it counts as hanging.", valueName: "seconds"))
  var timeout = 20

  @Flag(help: "Print one JSON document.")
  var json = false

  private struct Document: Encodable {
    struct Check: Encodable {
      let check: String
      let title: String
      let plugin: String?
      let outcome: String
      let detail: String?
      let fix: String?
    }

    let path: String
    let sha256: String?
    let passed: Bool
    let checks: [Check]
  }

  func run() async throws {
    guard let resolved = realpath(file, nil) else {
      throw Failure(.io, "\(file): \(String(cString: strerror(errno)))", hint: "name the plugin's .so file")
    }
    defer { free(resolved) }
    let path = String(cString: resolved)
    if let config { try check(config) }
    guard (1...3_600).contains(timeout) else { throw Failure("--timeout: write 1 to 3600 seconds") }
    let options = [("--id", id), ("--config", config), ("--method", method)].flatMap { name, value in
      value.map { ["\(name)=\($0)"] } ?? []
    }
    let findings = try await PluginCheckRun(arguments: options + ["--", path], patience: .seconds(timeout)).run()
    if let id, !findings.contains(where: { $0.plugin == id }), !findings.contains(where: { $0.outcome == .failed }) {
      throw Failure("\(file): holds no plugin \"\(id)\". Leave out --id to check all of its plugins")
    }
    let hasFailed = findings.contains { $0.outcome == .failed } || findings.isEmpty
    StandardOutput.write(json ? try JSONText.encode(document(path, findings)) : table(path, findings))
    if hasFailed { throw ExitCode(2) }
  }

  private func check(_ config: String) throws(Failure) {
    guard Array(config.utf8).withUnsafeBytes({ JSONCursor.kind(ofDocument: $0) }) == .object else {
      throw Failure("--config: not a JSON object; write --config '{\"key\":\"value\"}'")
    }
  }

  private func document(_ path: String, _ findings: [PluginFinding]) -> Document {
    Document(
      path: path, sha256: try? SHA256.ofFile(path), passed: !findings.contains { $0.outcome == .failed },
      checks: findings.map { finding in
        .init(
          check: finding.check.rawValue, title: finding.check.title,
          plugin: finding.plugin.isEmpty ? nil : finding.plugin, outcome: finding.outcome.rawValue,
          detail: finding.detail.isEmpty ? nil : finding.detail, fix: finding.fix.isEmpty ? nil : finding.fix)
      })
  }

  private func table(_ path: String, _ findings: [PluginFinding]) -> String {
    var text = "\(path)\n"
    var plugin = ""
    for finding in findings {
      if finding.plugin != plugin {
        plugin = finding.plugin
        text += "\n\(plugin)\n"
      }
      text += "\(finding.outcome.rawValue.uppercased())  \(finding.check.title)"
      text += finding.detail.isEmpty ? "\n" : ": \(finding.detail)\n"
      if !finding.fix.isEmpty { text += "      \(finding.fix)\n" }
    }
    let counts = [
      ("passed", PluginFinding.Outcome.passed), ("failed", .failed), ("warned of", .warned), ("skipped", .skipped),
    ]
    let summary = counts.map { word, outcome in "\(findings.count { $0.outcome == outcome }) \(word)" }
    return text + "\n" + summary.joined(separator: ", ") + "\n"
  }
}
