import ArgumentParser
import Configuration

/// The flags of `dev proxy` (operator spec 24.2).
struct DevProxyOptions: ParsableArguments {
  @Option(help: "Where the MCP URL is served; loopback only. (default: 127.0.0.1:0)")
  var listen: String?

  @Option(
    name: .customLong("listen-unix-socket"), help: "Serve it on a Unix socket instead; nothing then listens on TCP.")
  var listenUnixSocket: String?

  @Option(name: .customLong("tunnel-id"), help: "The id of the local tunnel.")
  var tunnelID = "tunnel_" + String(repeating: "2", count: 32)

  @OptionGroup(title: "MCP targets") var targets: TargetOptions
  @OptionGroup(title: "Profile") var profile: ProfileOptions
  @OptionGroup(title: "Built-in MCP server") var stub: StubOptions
  @OptionGroup(title: "Plugins") var plugins: PluginPathOptions

  @Option(
    name: [.customLong("health-listen-addr"), .customLong("health.listen-addr")],
    help: """
      Where /readyz and /ui are served; "off" for nowhere. (default: 127.0.0.1:0, and off with --listen-unix-socket)
      """)
  var healthListenAddress: String?

  @Option(
    name: [.customLong("health-url-file"), .customLong("health.url-file")], help: "Write their base URL to this file.")
  var healthURLFile: String?

  @Option(name: .customLong("url-file"), help: "Write what --print-json prints to this file, made with mode 0600.")
  var urlFile: String?

  @Flag(name: .customLong("print-json"), help: "Print the URLs as one JSON document.")
  var printJSON = false

  @Option(help: "Stop after so long; 0 runs until a signal.")
  var duration = "0"

  @Option(name: .customLong("readiness-timeout"), help: "How long the target may take to answer as an MCP server.")
  var readinessTimeout = "10s"

  @Flag(name: .customLong("allow-unready"), help: "Go on when it has not, and say what was found.")
  var allowUnready = false

  @Option(name: .customLong("response-timeout"), help: "How long a caller waits for an answer.")
  var responseTimeout = "120s"

  @Option(
    name: .customLong("client-last-seen-timeout"),
    help: "Tell callers at once that the client is gone when it has not polled for so long.")
  var clientLastSeenTimeout = "20s"

  @Option(name: .customLong("control-plane.max-inflight"), help: "Commands that may wait for a worker.")
  var maxInflight = 100

  @Option(name: .customLong("mcp.max-concurrent-requests"), help: "Commands at work at once, in each channel.")
  var maxConcurrent = 100

  @OptionGroup(title: "Faults on purpose") var faults: FaultOptions
  @OptionGroup(title: "Engine") var engine: EngineOptions

  @Flag(help: "Log what happens, not only what goes wrong.")
  var verbose = false

  @OptionGroup(title: "Logging") var log: LogOptions

  /// The settings that it shares with `run`.
  var flags: [SettingKey: [String]] {
    [targets.flags, profile.flags, stub.flags, plugins.flags, log.flags].reduce(into: [:]) { $0.merge($1) { $1 } }
  }
}
