internal import TunnelPluginKit

/// The configuration of the provider, checked.
struct ExecSettings {
  /// The command for header fields; empty: none was set, so that only secrets can be asked for.
  let arguments: [String]
  let timeoutMilliseconds: Int64
  let header: String
  let prefix: String
  /// How long the host may keep a credential; nil: until a server refuses it.
  let ttlMilliseconds: Int64?

  init(_ configuration: Configuration) throws(PluginError) {
    if configuration.isArray("command") {
      arguments = try configuration.strings("command") ?? []
    } else if let line = try configuration.string("command") {
      do throws(CommandLineTokenizer.Problem) {
        arguments = try CommandLineTokenizer.arguments(of: line)
      } catch {
        throw configuration.error("command", error.description)
      }
    } else {
      arguments = []
    }
    if configuration.has("command"), arguments.first?.isEmpty ?? true {
      throw configuration.error("command", "names no program; set it to the command that prints the credential")
    }
    timeoutMilliseconds = try configuration.milliseconds("timeout", in: 1...3_600_000) ?? 10_000
    ttlMilliseconds = try configuration.milliseconds("ttl", in: 1_000...31_536_000_000)
    header = try configuration.string("header") ?? "Authorization"
    guard HeaderName.isToken(header) else {
      throw configuration.error("header", "is no header name; use letters, digits and '-'")
    }
    prefix = try configuration.string("prefix") ?? "Bearer "
    guard CommandOutput.isPrintable(prefix) else {
      throw configuration.error("prefix", "has a control character; leave it out")
    }
  }
}
