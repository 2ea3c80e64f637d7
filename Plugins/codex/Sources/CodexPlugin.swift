public import TunnelPluginKit

/// A bridge to Codex on this machine for the operator's page: sign-in, chats, and the questions that Codex asks.
///
/// The app server is started when somebody first asks; until then the plugin costs nothing. It also answers
/// `tunnel-client codex …` on the command line.
public final class CodexPlugin: OperatorPlugin, CommandPlugin {
  public static let descriptor = PluginDescriptor(
    id: "org.tunnel-client.codex",
    version: "0.1.0",
    vendor: "tunnel-client",
    summary: "Assistant: a chat with Codex about the tunnel, on the operator's page and the command line",
    services: [.log, .timer, .process, .operator],
    configurationSchema: """
      {"type":"object","additionalProperties":false,"properties":{\
      "command":{"oneOf":[{"type":"string","minLength":1},{"type":"array","items":{"type":"string"},"minItems":1}]},\
      "cwd":{"type":"string"},\
      "approval_timeout":{"type":["integer","string"],"default":"2m"}}}
      """)

  public static let mount = OperatorMount("codex", panelTitle: "Assistant")

  public static let commands = [
    CommandDescription(
      "codex", "Codex: its state, a chat, a plugin with tunnel tools.",
      words: ["status", "diagnose", "assistant", "plugin", "mcp-server", "install", "upgrade", "uninstall"]),
    CommandDescription("plugin", "Another name for `codex plugin`.", words: ["codex"], isHidden: true),
  ]

  private let host: Host
  private var bridge: CodexBridge?
  private var desk: RequestDesk?

  public init(host: Host) {
    self.host = host
  }

  public func open(_ configuration: UnsafeRawBufferPointer) throws(PluginError) {
    try host.require(.process, .timer)
    let bridge = CodexBridge(host, try CodexSettings(Configuration(host, configuration, prefix: "codex.")))
    self.bridge = bridge
    desk = RequestDesk(host, bridge)
  }

  public func close() {
    guard let bridge else { return host.closed() }
    bridge.whenStopped = { [host] in host.closed() }
    bridge.stop()
  }

  public func serve(_ reply: OperatorReply, _ request: OperatorRequest) throws(PluginError) {
    guard let desk else { throw PluginError(.closed, "the plugin is not open") }
    desk.take(reply, request)
  }

  public func cancel(_ reply: OperatorReply.ID) {
    desk?.drop(reply)
  }

  public func run(_ call: CommandCall) -> Int32 {
    CommandLineRun(context: CommandContext(call, version: host.version)).run()
  }
}
