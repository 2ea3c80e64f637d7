internal import CTunnelPlugin
public import TunnelPluginKit

/// An operator plugin behind its C tables, as the host sees it.
public final class LoadedOperatorPlugin {
  private let instance: LoadedInstance
  private let table: UnsafePointer<tunnel_operator>

  /// Creates an instance through the entry; throws what the plugin reports.
  public init(_ type: any OperatorPlugin.Type, on host: FakeHost) throws(PluginError) {
    (instance, table) = try LoadedInstance.make(type, offering: TUNNEL_OPERATOR, on: host)
  }

  /// The operator's side of an instance that serves a channel; nil when it has none.
  public init?(of plugin: LoadedPlugin) {
    guard let table: UnsafePointer<tunnel_operator> = plugin.instance.table(TUNNEL_OPERATOR) else { return nil }
    instance = plugin.instance
    self.table = table
  }

  private var host: FakeHost { instance.host }

  /// The name of its mount.
  public var mount: String { table.pointee.mount.map { String(cString: $0) } ?? "" }

  public func open(_ configuration: String) throws(PluginError) {
    try instance.open(table.pointee.open, configuration)
  }

  public func close() {
    table.pointee.close?(instance.pointer)
  }

  /// Asks, and returns the request's handle: its answer is in `FakeHost.operatorAnswers`.
  @discardableResult
  public func serve(
    _ method: String, _ path: String, query: String = "", headers: [(name: String, value: String)] = [],
    body: String = ""
  ) -> UInt64 {
    let handle = host.makeHandle()
    host.operatorRequests.insert(handle)
    let texts = (StableText(method), StableText(path), StableText(query), StableText(body))
    var call = tunnel_operator_call()
    call.size = UInt32(MemoryLayout<tunnel_operator_call>.size)
    call.flags = UInt32(TUNNEL_OPERATOR_LOCAL) | (method == "GET" ? 0 : UInt32(TUNNEL_OPERATOR_CONTROL))
    call.method = FakeTables.string(texts.0)
    call.path = FakeTables.string(texts.1)
    call.query = FakeTables.string(texts.2)
    let body = texts.3.text.bytes
    call.body = tunnel_bytes(data: body.baseAddress, size: body.count)
    let status = FakeTables.withHeaders(headers) { headers in
      call.headers = headers
      return withExtendedLifetime(texts) { table.pointee.serve?(instance.pointer, handle, &call) ?? -1 }
    }
    if status < 0 { host.operatorRequests.remove(handle) }
    return handle
  }

  /// The client leaves.
  public func cancel(_ request: UInt64) {
    host.operatorRequests.remove(request)
    table.pointee.cancel?(instance.pointer, request)
  }
}
