import ArgumentParser
import Companion
import Configuration
import Glibc

struct CloudflaredConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Print a configuration file for a cloudflared of your own.",
    discussion: """
      Example:
        tunnel-client cloudflared config --token-file /etc/cloudflared/token \\
          > cloudflared.yaml
      """)

  @Option(name: .customLong("token-file"), help: "The path of the file with its token.", completion: .file())
  var tokenFile: String?

  @Option(name: .customLong("metrics-address"), help: "Where it answers /ready and /metrics: host:port.")
  var metrics = "127.0.0.1:20241"

  @Option(name: .customLong("log-level"), help: "debug, info, warn, error or fatal.")
  var level = "info"

  @Option(name: .customLong("transport-log-level"), help: "The same for the connection itself.")
  var transportLevel = "warn"

  @Option(name: .customLong("protocol"), help: "auto, http2 or quic.")
  var transport = "auto"

  @Option(name: .customLong("edge-ip-version"), help: "auto, 4 or 6.")
  var family = "auto"

  @Option(help: "How often a connection is tried again.")
  var retries = 5

  @Option(name: .customLong("grace-period"), help: "So long may requests take to finish when it stops.")
  var gracePeriod = "30s"

  func run() throws {
    let tokenFile = try path()
    try checkMetrics()
    guard retries >= 0 else { throw Self.error("--retries", "\(retries) is less than none", "give 0 or more") }
    guard let grace = DurationText.parse(gracePeriod), grace > .zero else {
      throw Self.error("--grace-period", "\"\(gracePeriod)\" is not a duration", "write it as 30s or 2m")
    }
    let configuration = CloudflaredConfiguration(
      tokenFile: tokenFile, metrics: metrics, level: try Self.word("--log-level", level),
      transportLevel: try Self.word("--transport-log-level", transportLevel),
      transport: try Self.word("--protocol", transport), addressFamily: try Self.word("--edge-ip-version", family),
      retries: retries, gracePeriod: gracePeriod)
    for warning in warnings(tokenFile) { StandardError.write("warning: \(warning)\n") }
    StandardOutput.write(configuration.yaml)
  }

  private func path() throws(CommandError) -> String {
    guard let tokenFile, !tokenFile.allSatisfy(\.isWhitespace) else {
      throw Self.error("--token-file", "the file with the token is missing", "for example /etc/cloudflared/token")
    }
    guard !["env:", "file:", "exec:"].contains(where: tokenFile.lowercased().hasPrefix) else {
      throw Self.error("--token-file", "cloudflared reads a path, not a reference", "give the path alone")
    }
    return tokenFile
  }

  private func checkMetrics() throws(CommandError) {
    guard let (host, port) = SettingsReader.listenAddress(metrics), !host.isEmpty, port > 0 else {
      throw Self.error("--metrics-address", "\"\(metrics)\" is not host:port", "for example 127.0.0.1:20241")
    }
  }

  /// What works and is rarely meant (W-80).
  private func warnings(_ tokenFile: String) -> [String] {
    var warnings: [String] = []
    if !tokenFile.hasPrefix("/") {
      warnings.append("--token-file: \(tokenFile) is looked for where cloudflared is started; give the whole path")
    }
    var status = stat()
    if stat(tokenFile, &status) != 0 {
      warnings.append("--token-file: \(tokenFile): \(String(cString: strerror(errno)))")
    } else if status.st_mode & 0o077 != 0 {
      warnings.append("--token-file: \(tokenFile) can be read by others; chmod 600 it")
    }
    let host = SettingsReader.listenAddress(metrics)?.host ?? ""
    if host != "localhost", host != "::1", !host.hasPrefix("127.") {
      warnings.append("--metrics-address: other machines can reach \(metrics); 127.0.0.1 is for this one only")
    }
    return warnings
  }

  private static func word<Value: RawRepresentable & CaseIterable>(
    _ flag: String, _ text: String
  ) throws(CommandError) -> Value where Value.RawValue == String {
    guard let value = Value(rawValue: text) else {
      throw error(flag, "\"\(text)\" is none of its values", Value.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return value
  }

  private static func error(_ flag: String, _ message: String, _ fix: String) -> CommandError {
    CommandError(.usage, "cloudflared config: \(flag): \(message)", hint: fix)
  }
}
