internal import CTunnelPlugin
public import TunnelPluginKit

/// An operator plugin behind its C tables, as the host sees it.
public final class LoadedOperatorPlugin {
  private let host: FakeHost
  private let instance: UnsafeMutablePointer<tunnel_plugin_instance>
  private let table: UnsafePointer<tunnel_operator>
  /// The owner of an instance that serves a channel, too.
  private let transport: LoadedPlugin?

  /// Creates an instance through the entry; throws what the plugin reports.
  public init(_ type: any OperatorPlugin.Type, on host: FakeHost) throws(PluginError) {
    self.host = host
    let library = PluginLibrary(type)
    var pointer: UnsafeMutablePointer<tunnel_plugin_instance>?
    var error = tunnel_error()
    error.size = UInt32(MemoryLayout<tunnel_error>.size)
    let status = library.create(host.abi, library.descriptor(at: 0)?.pointee.id, &pointer, &error)
    guard status >= 0, let pointer, let found = pointer.pointee.get_extension?(pointer, TUNNEL_OPERATOR) else {
      throw PluginError(PluginStatus(rawValue: status), error.text)
    }
    instance = pointer
    table = found.assumingMemoryBound(to: tunnel_operator.self)
    transport = nil
  }

  /// The operator's side of an instance that serves a channel; nil when it has none.
  public init?(of plugin: LoadedPlugin) {
    guard let found = plugin.instance.pointee.get_extension?(plugin.instance, TUNNEL_OPERATOR) else { return nil }
    host = plugin.host
    instance = plugin.instance
    table = found.assumingMemoryBound(to: tunnel_operator.self)
    transport = plugin
  }

  deinit {
    if transport == nil { instance.pointee.destroy?(instance) }
  }

  /// The name of its mount.
  public var mount: String { table.pointee.mount.map { String(cString: $0) } ?? "" }

  public func open(_ configuration: String) throws(PluginError) {
    let config = StableText(configuration)
    var error = tunnel_error()
    error.size = UInt32(MemoryLayout<tunnel_error>.size)
    let status = withExtendedLifetime(config) {
      table.pointee.open?(instance, FakeTables.string(config), &error) ?? -1
    }
    guard status >= 0 else { throw PluginError(PluginStatus(rawValue: status), error.text) }
  }

  public func close() {
    table.pointee.close?(instance)
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
      return withExtendedLifetime(texts) { table.pointee.serve?(instance, handle, &call) ?? -1 }
    }
    if status < 0 { host.operatorRequests.remove(handle) }
    return handle
  }

  /// The client leaves.
  public func cancel(_ request: UInt64) {
    host.operatorRequests.remove(request)
    table.pointee.cancel?(instance, request)
  }
}
