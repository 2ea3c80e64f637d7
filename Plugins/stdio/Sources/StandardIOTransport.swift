public import TunnelPluginKit

/// MCP over the standard input and output of one child process, shared by all calls of the channel.
///
/// A child that ends takes its own calls with it and nothing else: it is started again after a moment.
public final class StandardIOTransport: TransportPlugin {
  public static let descriptor = PluginDescriptor(
    id: "org.tunnel-client.stdio",
    version: "0.1.0",
    vendor: "tunnel-client",
    summary: "MCP servers that are child processes and talk over standard input and output",
    services: [.log, .buffer, .json, .timer, .process, .exchange],
    configurationSchema: """
      {"type":"object","additionalProperties":false,"properties":{\
      "command":{"type":"string","minLength":1},\
      "argv":{"type":"array","minItems":1,"items":{"type":"string"}},\
      "environment":{"type":"object","additionalProperties":{"type":"string"}},\
      "inherit":{"type":"array","items":{"type":"string"}},\
      "working_directory":{"type":"string"}},\
      "oneOf":[{"required":["command"]},{"required":["argv"]}]}
      """)

  public static let flags: TransportFlags = .processAffinity

  let host: Host
  var multiplexer = Multiplexer()
  var hasWarnedOfText = false
  private var supervisor: Supervisor?
  private var line = OutgoingLine()

  public init(host: Host) {
    self.host = host
  }

  public func open(_ binding: Binding) throws(PluginError) {
    let settings = try StdioSettings(Configuration(host, binding, prefix: "mcp."))
    try host.require(.process, .timer)
    let supervisor = Supervisor(host, settings)
    supervisor.owner = self
    try supervisor.open()
    self.supervisor = supervisor
  }

  public func close() {
    _ = multiplexer.forgetAll()
    guard let supervisor else { return host.closed() }
    supervisor.close()
  }

  public func start(_ exchange: Exchange, _ call: Call) throws(PluginError) {
    guard let supervisor, supervisor.isRunning else {
      exchange.finish(.closed, kind: "closed_pipe", detail: supervisor?.downReason ?? "the transport was not opened")
      return
    }
    switch call.kind {
    case .request:
      send(exchange, call)
    case .notification where call.method.isJSON("notifications/cancelled"):
      cancelForCaller(exchange, call)
    case .notification, .response:
      line.set(call.message)
      deliver(exchange)
    case .sessionEnd, .unknown:
      exchange.finish(.unsupported)
    }
  }

  public func cancel(_ exchange: ExchangeID, reason: CancelReason) {
    guard let number = multiplexer.forget(exchange), reason == .deadline else { return }
    line.setCancellation(of: number)
    _ = write()
  }

  public func probe(_ exchange: Exchange) {
    guard let supervisor, supervisor.isRunning else {
      exchange.finish(.closed, kind: "closed_pipe", detail: supervisor?.downReason ?? "the transport was not opened")
      return
    }
    exchange.finish()
  }

  /// Everybody who waits for the child waits in vain.
  func failPending(_ detail: String) {
    for exchange in multiplexer.forgetAll() {
      host.exchange(exchange).finish(.closed, kind: "eof", detail: detail)
    }
  }

  /// Answers a request of the child; never at the expense of a call.
  func reply(to id: UnsafeRawBufferPointer, declined: Bool) {
    line.setReply(to: id, declined: declined)
    let status = write()
    if !status.isOK { host.log(.warning, "could not answer a request of the server (status \(status.rawValue))") }
  }

  private func send(_ exchange: Exchange, _ call: Call) {
    let token = host.find("/params/_meta/progressToken", in: call.message)
    let number = multiplexer.begin(exchange.id, id: call.id, progressToken: token, method: call.method)
    let digits = Array(String(number).utf8)
    var replacements = [(slice: call.id, with: digits)]
    if let token { replacements.append((slice: token, with: digits)) }
    line.set(call.message, replacing: replacements)
    let status = write()
    guard !status.isOK else { return }
    _ = multiplexer.forget(exchange.id)
    refuse(exchange, status)
  }

  /// The caller withdraws a request by its own id; the child knows it under the private number.
  private func cancelForCaller(_ exchange: Exchange, _ call: Call) {
    guard let id = host.find("/params/requestId", in: call.message), let number = multiplexer.number(ofCallersID: id)
    else {
      host.log(.debug, "a cancellation names no pending call, or several; dropped")
      exchange.finish()
      return
    }
    line.set(call.message, replacing: [(slice: id, with: Array(String(number).utf8))])
    deliver(exchange)
  }

  private func deliver(_ exchange: Exchange) {
    let status = write()
    if status.isOK { exchange.finish() } else { refuse(exchange, status) }
  }

  private func refuse(_ exchange: Exchange, _ status: PluginStatus) {
    if status == .limit {
      exchange.finish(.internal, kind: "input_queue_full", detail: "the server does not read its standard input")
    } else {
      exchange.finish(.closed, kind: "closed_pipe", detail: "the server closed its standard input")
    }
  }

  private func write() -> PluginStatus {
    // A copy of the reference: a host that calls back from within `write` finds `line` free.
    let bytes = line.bytes
    return bytes.withUnsafeBytes { supervisor?.write($0) ?? .closed }
  }
}
