import ArgumentParser
import Configuration

/// How the wire to the control plane is used.
struct WireOptions: ParsableArguments {
  @Option(
    name: .customLong("control-plane.pollers"),
    help: "Polls under way at once, 1 to 4. [CONTROL_PLANE_POLLERS] (default: 1)")
  var pollers: String?

  @Option(
    name: .customLong("control-plane.poll-channel"), parsing: .singleValue,
    help: "Poll for this channel only; repeatable. [CONTROL_PLANE_POLL_CHANNELS, with , between them] (default: all)")
  var pollChannels: [String] = []

  @Option(
    name: .customLong("control-plane.initial-poll-timeout"),
    help: """
      At most so long may the service hold the first poll. Accepted and checked, without effect: the first poll of this \
      client always asks for an answer at once. [CONTROL_PLANE_INITIAL_POLL_TIMEOUT] (default: 30s)
      """)
  var initialPollTimeout: String?

  @Option(
    name: .customLong("control-plane.extra-headers"), parsing: .singleValue,
    help: ArgumentHelp(
      """
      A header for all requests to the control plane, "Name: value"; the value may be env:NAME or file:/path; repeatable. \
      [CONTROL_PLANE_EXTRA_HEADERS, with , or ; between them]
      """, valueName: "header"))
  var headers: [String] = []

  @Flag(
    name: .customLong("control-plane.send-timing"),
    help: """
      Tell the service how long a server took (resp_timing). The published contract does not know that member yet. \
      [CONTROL_PLANE_SEND_TIMING] (default: false)
      """)
  var sendTiming = false

  @Flag(
    name: .customLong("mcp.forward-trace-context"),
    help: "Write a command's trace context into params._meta. [MCP_FORWARD_TRACE_CONTEXT] (default: false)")
  var forwardTraceContext = false

  var flags: [SettingKey: [String]] {
    [
      .pollers: pollers.array, .pollChannels: pollChannels, .initialPollTimeout: initialPollTimeout.array,
      .controlPlaneHeaders: headers,
      .sendTiming: sendTiming ? ["true"] : [], .forwardTraceContext: forwardTraceContext ? ["true"] : [],
    ]
  }
}
