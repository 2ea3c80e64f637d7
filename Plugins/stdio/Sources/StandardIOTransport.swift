public import TunnelPluginKit

/// MCP over the standard input and output of child processes, shared by all calls of the channel.
///
/// A child that ends takes its own calls with it and nothing else: it is started again after a moment.
public final class StandardIOTransport: TransportPlugin {
  public static let descriptor = PluginDescriptor(
    id: "org.tunnel-client.stdio",
    version: "0.1.0",
    vendor: "tunnel-client",
    summary: "MCP servers that are child processes and talk over standard input and output",
    services: [.log, .buffer, .json, .timer, .process, .exchange, .readiness],
    configurationSchema: """
      {"type":"object","additionalProperties":false,"examples":[{"argv":["cat"]}],"properties":{\
      "command":{"type":["string","null"],"description":"Command line of the MCP server, split like a shell does"},\
      "argv":{"type":["array","null"],"minItems":1,"items":{"type":"string"},\
      "description":"The same, already split; one of the two"},\
      "environment":{"type":["object","null"],"additionalProperties":{"type":"string"},\
      "description":"Additions to the child's environment"},\
      "inherit":{"type":["array","null"],"items":{"type":"string"},\
      "description":"Variables of the client to hand down, by name"},\
      "working_directory":{"type":["string","null"],"description":"Where the child starts"},\
      "pool":{"type":["integer","null"],"minimum":1,"maximum":16,"default":1,"description":"How many children"},\
      "max_in_flight":{"type":["integer","null"],"minimum":0,"maximum":1024,"default":0,\
      "description":"Calls that one child has at once; 0: no bound"},\
      "restart_limit":{"type":["integer","null"],"minimum":0,"maximum":1000000,"default":0,\
      "description":"Restarts in a row; 0: no bound"}},\
      "anyOf":[{"required":["command"]},{"required":["argv"]}]}
      """)

  public static let flags: TransportFlags = .processAffinity

  let host: Host
  var pool = ChildPool(size: 1, maxInFlight: 0)
  var connections: [ChildConnection] = []
  /// Requests that no child has taken yet.
  var waiting: [ExchangeID: WaitingCall] = [:]
  /// The raw params of an `initialize` of the caller that is under way.
  var introductions: [ExchangeID: [UInt8]] = [:]
  /// The raw params of the last one that a child accepted.
  var greeting: [UInt8] = []
  var downReason = "the transport was not opened"
  private var closed: Set<Int> = []

  public init(host: Host) {
    self.host = host
  }

  public func open(_ binding: Binding) throws(PluginError) {
    let settings = try StdioSettings(Configuration(host, binding, prefix: "mcp."))
    try host.require(.process, .timer)
    pool = ChildPool(size: settings.pool, maxInFlight: settings.maxInFlight)
    connections = (0..<settings.pool).map { ChildConnection($0, host, settings, owner: self) }
    for connection in connections { try connection.open() }
  }

  public func close() {
    waiting = [:]
    introductions = [:]
    guard !connections.isEmpty else { return host.closed() }
    for connection in connections { connection.close() }
  }

  public func start(_ exchange: Exchange, _ call: Call) throws(PluginError) {
    guard pool.isUp else { return refuse(exchange, .closed) }
    switch call.kind {
    case .request:
      request(exchange, call)
    case .notification where call.method.isJSON("notifications/cancelled"):
      cancelForCaller(exchange, call)
    case .notification where call.method.isJSON("notifications/initialized"):
      // Only the child that heard the caller's initialize; the others are told when they are greeted.
      deliver(exchange, call, to: pool.introduced.map { [$0] } ?? pool.listeners)
    case .notification:
      deliver(exchange, call, to: pool.listeners)
    case .response:
      // No child waits for one: their requests are answered here.
      deliver(exchange, call, to: Array(pool.listeners.prefix(1)))
    case .sessionEnd, .unknown:
      exchange.finish(.unsupported)
    }
  }

  public func cancel(_ exchange: ExchangeID, reason: CancelReason) {
    waiting[exchange] = nil
    introductions[exchange] = nil
    if let child = pool.child(of: exchange) {
      connections[child].withdraw(exchange, telling: reason == .deadline)
    }
    perform(pool.finished(exchange))
  }

  public func probe(_ exchange: Exchange) {
    if pool.isUp { exchange.finish() } else { refuse(exchange, .closed) }
  }

  private func request(_ exchange: Exchange, _ call: Call) {
    let weight = CallWeight(method: call.method)
    if weight == .initialize {
      introductions[exchange.id] = host.find("/params", in: call.message).map { Array($0) } ?? Array("{}".utf8)
    }
    let steps = pool.place(exchange.id, weight)
    let isSent = steps.contains { if case .send(exchange.id, _) = $0 { true } else { false } }
    if !isSent { waiting[exchange.id] = WaitingCall(call) }
    for step in steps {
      if case .send(exchange.id, let child) = step {
        sent(exchange.id, child, connections[child].send(exchange.id, call.message, id: call.id, method: call.method))
      } else {
        perform([step])
      }
    }
  }

  /// The caller withdraws a request by its own id; the child knows it under the private number.
  private func cancelForCaller(_ exchange: Exchange, _ call: Call) {
    guard let id = host.find("/params/requestId", in: call.message) else { return exchange.finish() }
    let found = connections.flatMap { connection in
      connection.multiplexer.numbers(ofCallersID: id).map { (connection: connection, number: $0) }
    }
    let unsent = waiting.filter { $0.value.id.elementsEqual(id) }.map(\.key)
    if let only = unsent.first, unsent.count == 1, found.isEmpty {
      // No child has heard of it, and none shall spend its time on it.
      withdraw(only)
      exchange.finish()
      return
    }
    guard let only = found.first, found.count == 1, unsent.isEmpty else {
      host.log(.debug, "a cancellation names no pending call, or several; dropped")
      exchange.finish()
      return
    }
    let digits = Array(String(only.number).utf8)
    finish(exchange, [only.connection.deliver(call.message, replacing: [(slice: id, with: digits)])])
  }

  private func deliver(_ exchange: Exchange, _ call: Call, to children: [Int]) {
    finish(exchange, children.map { connections[$0].deliver(call.message) })
  }

  /// A message that reached one child was delivered.
  private func finish(_ exchange: Exchange, _ statuses: [PluginStatus]) {
    guard let failure = statuses.first(where: { !$0.isOK }), !statuses.contains(where: \.isOK) else {
      return exchange.finish()
    }
    refuse(exchange, failure)
  }

  func refuse(_ exchange: Exchange, _ status: PluginStatus) {
    switch status {
    case .limit:
      exchange.finish(.internal, kind: "input_queue_full", detail: "the server does not read its standard input")
    default:
      exchange.finish(
        .closed, kind: "closed_pipe", detail: pool.isUp ? "the server closed its standard input" : downReason)
    }
  }

  func closed(_ connection: ChildConnection) {
    closed.insert(connection.index)
    if closed.count == connections.count { host.closed() }
  }
}
