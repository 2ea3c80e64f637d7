import ArgumentParser
import Companion
import Configuration
import PluginHost
import Subprocess
import SystemPackage
import Trust

struct CloudflaredVersionCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "version", abstract: "Which cloudflared `run` would start, and for which release it is written.",
    discussion: """
      None is delivered with tunnel-client. The program is run once, with --version. Exit code 2 when --sha256 is \
      another digest, or there is no program to hold it against.

      Examples:
        tunnel-client cloudflared version
        tunnel-client cloudflared version --cloudflared.path /usr/bin/cloudflared \\
          --json
      """)

  @Option(
    name: NameSpecification(setting: .cloudflaredPath), help: ArgumentHelp(setting: .cloudflaredPath),
    completion: .file())
  var path: String?

  @Option(help: ArgumentHelp("Its file must have this digest.", valueName: "hex"))
  var sha256: String?

  @Flag(help: "Print one JSON document.")
  var json = false

  private struct Document: Encodable {
    let path: String
    let found: Bool
    let version: String?
    let sha256: String?
    /// Of --sha256.
    let sha256Matches: Bool?
    let compatibleWith: String
    let isThatRelease: Bool?
  }

  func run() async throws {
    if let sha256, !SHA256.isWellFormed(sha256.lowercased()) {
      throw CommandError(.usage, "--sha256: this is no digest", hint: "64 hexadecimal digits, as sha256sum prints them")
    }
    let document = try await look()
    StandardOutput.write(json ? try JSONText.encode(document) : Self.text(document))
    guard document.sha256Matches != false else { throw ExitCode(2) }
  }

  private func look() async throws(CommandError) -> Document {
    let path = try chosenPath()
    guard (try? CloudflaredProgram(path, besideProgramIn: "")) != nil else {
      return Document(
        path: path, found: false, version: nil, sha256: nil, sha256Matches: sha256.map { _ in false },
        compatibleWith: CloudflaredRelease.version, isThatRelease: nil)
    }
    let digest = try? SHA256.ofFile(path)
    let version = await Self.version(of: path)
    return Document(
      path: path, found: true, version: version, sha256: digest,
      sha256Matches: sha256.map { $0.lowercased() == digest },
      compatibleWith: CloudflaredRelease.version,
      isThatRelease: version.map { $0.split(separator: " ").contains { $0 == CloudflaredRelease.version } })
  }

  /// Where `run` would look.
  private func chosenPath() throws(CommandError) -> String {
    do throws(ConfigurationError) {
      let values = SettingValues(flags: [.cloudflaredPath: path.array], environment: ProcessEnvironment.current)
      if let path = try SettingsReader.readCloudflaredPath(values) { return path }
    } catch {
      throw CommandError(error)
    }
    let executable = ProcessEnvironment.executable
    return (executable.lastIndex(of: "/").map { String(executable[..<$0]) } ?? ".") + "/cloudflared"
  }

  /// What it says of itself; nil when it says nothing within five seconds. It gets none of our environment.
  private static func version(of path: String) async -> String? {
    await withTaskGroup(of: String?.self) { tasks in
      tasks.addTask {
        let result = try? await Subprocess.run(
          .path(FilePath(path)), arguments: ["--version"], environment: .custom(["PATH": "/usr/bin:/bin"]),
          input: .none, output: .string(limit: 4096), error: .discarded)
        guard let result, result.terminationStatus.isSuccess else { return nil }
        let line = result.standardOutput.split(whereSeparator: \.isNewline).first.map { TunnelText.shown(String($0)) }
        return line.map { $0.hasPrefix("cloudflared version ") ? String($0.dropFirst(20)) : $0 }
      }
      tasks.addTask {
        try? await Task.sleep(for: .seconds(5))
        return nil
      }
      let first = await tasks.next() ?? nil
      tasks.cancelAll()
      return first
    }
  }

  private static func text(_ document: Document) -> String {
    let missing = "not found; put it there, or name it with --cloudflared.path"
    let release =
      switch document.isThatRelease {
      case false?: "\(document.compatibleWith); this is another one"
      default: document.compatibleWith
      }
    return RequestTable.lines([
      ["path:", document.path],
      ["version:", document.found ? document.version ?? "it does not say (cloudflared --version)" : missing],
      [
        "sha256:",
        (document.sha256 ?? "-") + (document.sha256Matches.map { $0 ? " (as wanted)" : " (not as wanted)" } ?? ""),
      ],
      ["compatible with:", release],
    ])
  }
}
