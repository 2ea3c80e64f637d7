internal import CTunnelPlugin
public import TunnelPluginKit

/// A plugin behind its C tables, as the host sees it.
public final class LoadedPlugin {
  let instance: LoadedInstance
  private let transport: UnsafePointer<tunnel_transport>

  /// Creates an instance through the entry; throws what the plugin reports.
  public init(_ type: any TransportPlugin.Type, on host: FakeHost) throws(PluginError) {
    (instance, transport) = try LoadedInstance.make(type, offering: TUNNEL_TRANSPORT, on: host)
  }

  private var host: FakeHost { instance.host }

  public var flags: TransportFlags { TransportFlags(rawValue: transport.pointee.flags) }

  public func open(_ configuration: String, channel: String = "main") throws(PluginError) {
    let config = StableText(configuration)
    let name = StableText(channel)
    var binding = tunnel_binding()
    binding.size = UInt32(MemoryLayout<tunnel_binding>.size)
    binding.max_concurrency = 10
    binding.channel = FakeTables.string(name)
    binding.config = FakeTables.string(config)
    try tunnel_error.thrown { error in
      withExtendedLifetime((config, name)) { transport.pointee.open?(instance.pointer, &binding, error) ?? -1 }
    }
  }

  public func close() {
    transport.pointee.close?(instance.pointer)
  }

  /// Starts an exchange and returns its handle.
  @discardableResult
  public func start(
    _ kind: CallKind, _ message: String = "", headers: [(name: String, value: String)] = []
  ) throws(PluginError) -> UInt64 {
    let buffer = host.makeBuffer(Array(message.utf8))
    let bytes = host.buffers[buffer]?.freeze() ?? UnsafeRawBufferPointer(start: nil, count: 0)
    let object = JSONSlice(bytes)
    let id = object["id"]?.bytes
    let method = object["method"].map { UnsafeRawBufferPointer(rebasing: $0.bytes.dropFirst().dropLast()) }
    let handle = host.makeHandle()
    host.exchanges[handle] = FakeExchange(id: id.map { Array($0) } ?? [], buffer: buffer)
    var call = tunnel_call()
    call.size = UInt32(MemoryLayout<tunnel_call>.size)
    call.kind = kind.code
    call.message = tunnel_bytes(data: bytes.baseAddress, size: bytes.count)
    call.buffer = buffer
    call.id = tunnel_bytes(data: id?.baseAddress, size: id?.count ?? 0)
    call.method = tunnel_string(
      data: method?.baseAddress?.assumingMemoryBound(to: CChar.self), size: method?.count ?? 0)
    let status = FakeTables.withHeaders(headers) { headers in
      call.headers = headers
      return transport.pointee.start?(instance.pointer, handle, &call) ?? -1
    }
    guard status >= 0 else {
      if let exchange = host.exchanges[handle] { host.end(exchange) }
      throw PluginError(PluginStatus(rawValue: status), host.logs.last ?? "")
    }
    return handle
  }

  public func cancel(_ exchange: UInt64, _ reason: CancelReason = .deadline) {
    let code = reason == .shutdown ? TUNNEL_CANCEL_SHUTDOWN : TUNNEL_CANCEL_DEADLINE
    // The handle is dead before the plugin hears of it; the message lives until it has heard.
    let cancelled = host.exchanges[exchange].flatMap { $0.isOver ? nil : $0 }
    cancelled?.isOver = true
    transport.pointee.cancel?(instance.pointer, exchange, UInt32(code))
    if let cancelled, cancelled.buffer != 0 { host.releaseBuffer(cancelled.buffer) }
  }

  public func probe() -> UInt64 {
    let handle = host.makeHandle()
    host.exchanges[handle] = FakeExchange(id: [], buffer: 0)
    transport.pointee.probe?(instance.pointer, handle)
    return handle
  }

  /// The error body that an exchange was finished with, and the size it really had.
  public func errorBody(of exchange: UInt64) -> (text: String, count: Int) {
    let exchange = host.exchanges[exchange]
    return (String(decoding: exchange?.errorBody ?? [], as: UTF8.self), exchange?.errorBodyBytes ?? 0)
  }
}

extension CallKind {
  fileprivate var code: UInt32 {
    switch self {
    case .request: UInt32(TUNNEL_CALL_REQUEST)
    case .notification: UInt32(TUNNEL_CALL_NOTIFICATION)
    case .response: UInt32(TUNNEL_CALL_RESPONSE)
    case .sessionEnd: UInt32(TUNNEL_CALL_SESSION_END)
    case .unknown: 99
    }
  }
}
