import TunnelPluginKit

/// The smallest transport: for testing the trampolines.
final class EchoPlugin: TransportPlugin {
  static let descriptor = PluginDescriptor(
    id: "com.example.echo", version: "1.2.3", vendor: "example", summary: "Echoes", services: [.log, .http, .timer],
    configurationSchema: "{}")

  private let host: Host
  private var fails = false

  init(host: Host) {
    self.host = host
  }

  func open(_ binding: Binding) throws(PluginError) {
    let configuration = try Configuration(host, binding, prefix: "echo.")
    if let services = try configuration.strings("require") {
      for service in HostService.allCases where services.contains("\(service.name)") { try host.require(service) }
    }
    fails = try configuration.bool("fails") ?? false
    _ = try configuration.integer("count", in: 1...10)
    _ = try configuration.fields("fields")
    if let text = try configuration.string("error") { throw configuration.error("error", text) }
  }

  func close() {
    host.closed()
  }

  func start(_ exchange: Exchange, _ call: Call) throws(PluginError) {
    guard !fails else { throw PluginError(.limit, "no more today") }
    exchange.head(status: 200, headers: call.headers)
    _ = exchange.emit(call.message, buffer: call.buffer)
    exchange.finish(.closed, kind: "why", detail: "because")
  }

  func cancel(_ exchange: ExchangeID, reason: CancelReason) {}

  func probe(_ exchange: Exchange) {
    exchange.finish()
  }
}
