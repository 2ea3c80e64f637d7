import Testing
import TunnelPluginKit
import TunnelPluginTesting

@testable import HarpoonTransport

/// The plugin on a fake host, after the handshake.
struct Channel {
  let host = FakeHost()
  let plugin: LoadedPlugin

  init(_ configuration: String, handshake: Bool = true) throws {
    plugin = try LoadedPlugin(HarpoonServer.self, on: host)
    try plugin.open(configuration, channel: "harpoon")
    guard handshake else { return }
    try plugin.start(.request, #"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{}}"#)
    try plugin.start(.notification, #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#)
  }

  /// The last message that was emitted.
  var answer: String {
    for case .emit(_, let text) in host.events.reversed() { return text }
    return ""
  }

  /// The exchange of the last call.
  var lastExchange: UInt64? { lastStarted.value }
  private let lastStarted = Started()

  /// What the operator is answered.
  func operate(_ path: String, _ query: String = "") -> String {
    let handle = LoadedOperatorPlugin(of: plugin)?.serve("GET", path, query: query)
    guard case .body(_, _, let text)? = handle.flatMap({ host.operatorAnswers[$0] }) else { return "" }
    return text
  }

  @discardableResult
  func ask(_ method: String, _ params: String = "{}") throws -> String {
    lastStarted.value = try plugin.start(
      .request, #"{"jsonrpc":"2.0","id":7,"method":"\#(method)","params":\#(params)}"#)
    return answer
  }

  @discardableResult
  func call(_ tool: String, _ arguments: String) throws -> String {
    try ask("tools/call", #"{"name":"\#(tool)","arguments":\#(arguments)}"#)
  }

  /// Starts `call_target` and gives the request that it made.
  func send(_ arguments: String) throws -> FakeHTTPRequest {
    let count = host.requests.count
    try call("call_target", arguments)
    guard host.requests.count > count, let request = host.requests.last else {
      throw PluginError(.internal, "no request was sent: \(answer)")
    }
    return request
  }

  func read<Value>(_ json: String, _ look: (JSONSlice) -> Value) -> Value {
    Array(json.utf8).withUnsafeBytes { look(JSONSlice($0)) }
  }

  /// What a tool failed with; nil when it did not.
  var failure: String? {
    read(answer) { $0["result"]?["isError"]?.bool == true ? $0["result"]?["content"]?.elements.first?["text"]?.string : nil }
  }

  /// A raw member of the structured content.
  func structured(_ name: String) -> String? {
    read(answer) { root in
      root["result"]?["structuredContent"]?[name].map { String(decoding: $0.bytes, as: UTF8.self) }
    }
  }
}

/// A box, so that a channel can be a constant.
private final class Started {
  var value: UInt64?
}
