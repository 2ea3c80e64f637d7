public import TunnelPluginKit
internal import TunnelPluginMCP

/// The MCP server of the `harpoon` channel: a constrained HTTP client, whose calls reach the operator's targets and
/// nothing else (dataplane spec 20, 21). Calls run side by side (W-55).
public final class HarpoonServer: TransportPlugin {
  public static let descriptor = PluginDescriptor(
    id: "org.tunnel-client.harpoon",
    version: "0.1.0",
    vendor: "tunnel-client",
    summary: "Constrained HTTP client: lets the service call named URLs, and no others",
    services: [.log, .buffer, .json, .exchange, .http, .metrics, .oauth],
    configurationSchema: HarpoonSettings.schema)

  public static let flags: TransportFlags = [.processAffinity, .stateless]

  let host: Host
  var settings: HarpoonSettings?
  private var server: ToolServer?
  private var phase = SessionPhase.new
  private var calls: [ExchangeID: OutboundCall] = [:]
  private(set) var log = CallLog()
  private var metrics: CallMetrics
  /// What discovery said last.
  var discovered: [DiscoveredEndpoint] = []
  /// The host was told that there is nothing to call.
  var isIdle = false
  var generation: UInt64 = 0
  private var isClosing = false

  /// So many targets are named in the log.
  private static let announced = 20

  private static let instructions =
    "Calls fixed HTTP addresses inside the operator's network. list_targets says which there are; call_target calls one "
    + "by its label. Addresses cannot be changed or extended, and harpoon:// in an answer stands for a target."

  public init(host: Host) {
    self.host = host
    metrics = CallMetrics(host)
  }

  public func open(_ binding: Binding) throws(PluginError) {
    try host.require(.http)
    let settings = try HarpoonSettings(Configuration(host, binding, prefix: "harpoon."))
    let identity = ServerIdentity(
      name: "harpoon", title: "Harpoon (Constrained HTTP Client)", version: host.version,
      instructions: Self.instructions, capabilities: #"{"tools":{}}"#, fallbackVersion: "2025-06-18")
    server = ToolServer(identity) { list in
      for tool in HarpoonTool.allCases { tool.describe(to: &list, settings) }
    }
    self.settings = settings
    if !settings.registry.isEmpty { host.log(.info, "harpoon enabled targets=\"\(summary(of: settings.registry))\"") }
    reportPresence()
    host.watchOAuth(self)
  }

  private func summary(of registry: TargetRegistry) -> String {
    let all = registry.targets.map { ($0.label, $0.url.origin) } + registry.templates.map { ($0.label, $0.origin) }
    let named = all.prefix(Self.announced).map { "\($0.0) (\($0.1))" }.joined(separator: ", ")
    return named + (all.count > Self.announced ? ", and \(all.count - Self.announced) more" : "")
  }

  public func close() {
    isClosing = true
    host.stopWatchingOAuth()
    for call in calls.values { call.cancel() }
    reportIfClosed()
  }

  public func start(_ exchange: Exchange, _ call: Call) throws(PluginError) {
    switch call.kind {
    case .request:
      answer(exchange, RPCRequest(call.message), id: call.id)
    case .notification, .response:
      if call.method.isJSON("notifications/initialized") { phase.initialized() }
      exchange.head(status: 200)
      exchange.finish()
    case .sessionEnd, .unknown:
      exchange.finish(.unsupported)
    }
  }

  public func cancel(_ exchange: ExchangeID, reason: CancelReason) {
    calls[exchange]?.cancel()
  }

  public func probe(_ exchange: Exchange) {
    exchange.finish()
  }

  private func answer(_ exchange: Exchange, _ request: RPCRequest, id: UnsafeRawBufferPointer) {
    guard let server, let settings else { return exchange.finish(.internal, detail: "the transport was not opened") }
    var outbound: OutboundCall?
    let response = server.response(to: id) { () throws(RPCError) in
      let era = try ProtocolEra(of: request)
      if era == .legacy { try phase.admit(request.method) }
      switch (request.method, era) {
      case ("resources/list", .legacy): return .members { $0.member("resources", []) }
      case ("prompts/list", .legacy): return .members { $0.member("prompts", []) }
      case ("tools/call", _):
        guard let name = request.parameters?["name"]?.string, let tool = HarpoonTool(rawValue: name) else {
          let name = request.parameters?["name"]?.string ?? ""
          throw .other(code: -32602, message: "unknown tool \"\(name)\"")
        }
        let asked = request.parameters?["arguments"]
        switch tool {
        case .listTargets:
          let list = try TargetList(registry: settings.registry).list(asked)
          return .call(era, resultType: "complete") { ToolText.write(list, structured: list, to: &$0) }
        case .audience:
          return try audience(asked, settings, era)
        case .callTarget:
          let arguments = try CallArguments(asked, settings)
          do throws(CallFailure) {
            outbound = try self.outbound(arguments, exchange, Array(id), era, settings)
            return .empty
          } catch {
            return .call(era, resultType: "complete") { ToolText.write(error, label: arguments.label, to: &$0) }
          }
        case .callTemplate:
          let arguments = try TemplateArguments(asked, settings)
          do throws(CallFailure) {
            outbound = try self.outbound(arguments, exchange, Array(id), era, settings)
            return .empty
          } catch {
            return .call(era, resultType: "complete") { ToolText.write(error, label: arguments.label, to: &$0) }
          }
        }
      default: return try server.result(of: request, era)
      }
    }
    guard let outbound else { return exchange.respond(response) }
    calls[exchange.id] = outbound
    outbound.send()
  }

  private func audience(
    _ asked: JSONSlice?, _ settings: HarpoonSettings, _ era: ProtocolEra
  ) throws(RPCError) -> ServerResult {
    let label = try ArgumentReader(asked, ["label"]).required("label")
    do throws(CallFailure) {
      let audience = try TargetList(registry: settings.registry).audience(of: label)
      var writer = JSONWriter()
      writer.object { $0.member("audience", audience) }
      let json = writer.bytes
      return .call(era, resultType: "complete") { ToolText.write(json, structured: json, to: &$0) }
    } catch {
      return .call(era, resultType: "complete") { ToolText.write(error, label: label, to: &$0) }
    }
  }

  /// The checks in their order: target, body, headers (dataplane spec HC-01).
  private func outbound(
    _ arguments: CallArguments, _ exchange: Exchange, _ id: [UInt8], _ era: ProtocolEra, _ settings: HarpoonSettings
  ) throws(CallFailure) -> OutboundCall {
    var record = CallRecord(label: arguments.label, method: arguments.method.rawValue)
    record.requestBytes = arguments.body.count
    do throws(CallFailure) {
      guard let target = settings.registry.target(arguments.label) else { throw .unknownTarget }
      record.url = target.url.redacted
      if settings.capturesPayloads { record.payloads = CallRecord.Payloads(request: arguments.body) }
      return try OutboundCall(
        arguments, to: target, exchange, id: id, era: era, host: host, owner: self, record: record)
    } catch {
      record.error = error.reason
      record.outcome = CallOutcome(error)
      self.record(record)
      throw error
    }
  }

  /// The same for a template; nothing of such a call is ever kept but its label (user needs 4.6).
  private func outbound(
    _ arguments: TemplateArguments, _ exchange: Exchange, _ id: [UInt8], _ era: ProtocolEra,
    _ settings: HarpoonSettings
  ) throws(CallFailure) -> OutboundCall {
    var record = CallRecord(label: arguments.label, method: CallMethod.get.rawValue)
    do throws(CallFailure) {
      guard let template = settings.registry.template(arguments.label) else { throw .unknownTarget }
      record.url = template.shown
      let call = try arguments.call(template)
      return try OutboundCall(
        call.arguments, to: call.target, exchange, id: id, era: era, host: host, owner: self, record: record)
    } catch {
      record.error = error.reason
      record.outcome = CallOutcome(error)
      self.record(record)
      throw error
    }
  }

  func answer(_ call: OutboundCall, _ result: Result<CallResult, CallFailure>) {
    guard let server else { return }
    let response = call.id.withUnsafeBytes { id in
      server.response(to: id) { () throws(RPCError) in
        .call(call.era, resultType: "complete") { writer in
          switch result {
          case .success(let answer): answer.write(to: &writer)
          case .failure(let failure): ToolText.write(failure, label: call.record.label, to: &writer)
          }
        }
      }
    }
    call.exchange.respond(response)
  }

  func record(_ record: CallRecord) {
    log.append(record)
    metrics.count(record, isTarget: settings?.registry.has(record.label) ?? false)
  }

  /// The host is done with a call's last request.
  func released(_ call: OutboundCall) {
    calls[call.exchange.id] = nil
    reportIfClosed()
  }

  private func reportIfClosed() {
    guard isClosing, calls.isEmpty else { return }
    isClosing = false
    host.closed()
  }
}
