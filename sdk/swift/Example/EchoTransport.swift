internal import TunnelPluginKit

/// The plugin of docs/plugin-abi.md in Swift: answers every request with its own params.
final class EchoTransport: TransportPlugin {
  static let descriptor = PluginDescriptor(
    id: "com.example.swift-echo", version: "1.0.0", vendor: "Example",
    summary: "Answers every request with its own params", services: [.buffer, .json, .exchange])

  private let host: Host

  init(host: Host) {
    self.host = host
  }

  func open(_ binding: Binding) throws(PluginError) {}

  func close() {
    host.closed()
  }

  func start(_ exchange: Exchange, _ call: Call) throws(PluginError) {
    guard call.kind == .request else { return exchange.finish() }
    var answer = Array(#"{"jsonrpc":"2.0","id":"#.utf8)
    answer += call.id
    answer += Array(#","result":"#.utf8)
    // A slice of the caller's own bytes: nothing is decoded.
    answer += host.find("/params", in: call.message).map { Array($0) } ?? Array("{}".utf8)
    answer += Array("}".utf8)
    _ = answer.withUnsafeBytes { exchange.emit($0) }
    exchange.finish()
  }

  func cancel(_ exchange: ExchangeID, reason: CancelReason) {}

  func probe(_ exchange: Exchange) {
    exchange.finish()
  }
}
