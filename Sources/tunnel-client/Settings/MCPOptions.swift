import ArgumentParser
import Configuration

/// How MCP servers are called.
struct MCPOptions: ParsableArguments {
  @Option(name: NameSpecification(setting: .maxConcurrent), help: ArgumentHelp(setting: .maxConcurrent))
  var maxConcurrent: String?

  @Option(name: NameSpecification(setting: .connectionMaxTTL), help: ArgumentHelp(setting: .connectionMaxTTL))
  var connectionMaxTTL: String?

  @Option(name: NameSpecification(setting: .startupWait), help: ArgumentHelp(setting: .startupWait))
  var startupWait: String?

  @Flag(
    name: NameSpecification(setting: .forwardTraceContext), inversion: .prefixedNo,
    help: ArgumentHelp(setting: .forwardTraceContext))
  var forwardTraceContext: Bool?

  var flags: [SettingKey: [String]] {
    [
      .maxConcurrent: maxConcurrent.array, .connectionMaxTTL: connectionMaxTTL.array, .startupWait: startupWait.array,
      .forwardTraceContext: forwardTraceContext.array,
    ]
  }
}
