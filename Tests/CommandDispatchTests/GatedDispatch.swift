import CurlHTTP
import NIOCore
import PluginHost
import TestPlugins
import TestServer

@testable import CommandDispatch
@testable import ControlPlane

/// A dispatcher with a C plugin behind its gate; commands go in directly, answers come out at a scripted control plane.
@NetworkLoop
struct GatedDispatch {
  let plane: ScriptedControlPlane
  let dispatcher: Dispatcher
  let binding: any ChannelBinding
  var open: (_ configuration: String) throws -> Binding = { _ in throw CancellationError() }

  static func with(
    _ plugin: String, configuration: String = "{}", limits: Dispatcher.Limits = .init(),
    _ body: (GatedDispatch) async throws -> Void
  ) async throws {
    let plane = try ScriptedControlPlane()
    defer { plane.stop() }
    let log = RecordedLog().logger
    let catalog = PluginCatalog(
      searchPath: PluginSearchPath(flags: [CompiledPlugins.folder], environment: nil, binary: "/nowhere/x"))
    let found = try catalog.locate("com.example.\(plugin)")
    let open = { (configuration: String) in
      try Binding(channel: "main", plugin: found, configuration: configuration, maxConcurrency: 10, logger: log)
    }
    let binding = ReplaceableBinding(try open(configuration), logger: log)
    let settings = ControlPlaneSettings(
      baseURL: plane.url, tunnelID: "tunnel_x", apiKey: "k", identity: ClientIdentity(version: "1"))
    let delivery = ResponseDelivery(settings, serverInfo: ServerInfo([]), logger: log)
    let dispatcher = Dispatcher(
      bindings: ["main": binding], limits: limits, delivery: delivery, observer: nil, logger: log)
    try await body(GatedDispatch(plane: plane, dispatcher: dispatcher, binding: binding, open: open))
    await binding.close(within: .seconds(8))
  }

  /// Another instance of the plugin takes over.
  func replacePlugin(configuration: String = "{}") throws {
    (binding as? ReplaceableBinding)?.replace(with: try open(configuration))
  }

  func send(_ messages: String..., timeout: Duration? = nil) throws {
    dispatcher.admit(
      try messages.map { message in
        var command = try Sample.command(message)
        command.deadline = timeout.map { .now + $0 }
        return .command(command)
      })
  }

  /// The JSON-RPC answer of the next response, or its status when there is none.
  func answer() async -> String {
    let text = await plane.posts.next().text
    guard let start = text.range(of: #""resp_json":"#), let end = text.range(of: #","resp_headers""#) else {
      return text.contains(#""resp_code":202"#) ? "202" : text
    }
    return String(text[start.upperBound..<end.lowerBound])
  }

  func ask(_ message: String) async -> String {
    do { try send(message) } catch { return "\(error)" }
    return await answer()
  }
}

extension String {
  /// Without Foundation.
  fileprivate func range(of text: String) -> Range<String.Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
      start = index(after: start)
    }
    return nil
  }
}
