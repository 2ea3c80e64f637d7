import CTunnelPlugin
public import CurlHTTP
import JSONSchema
public import Logging
public import NIOCore
import Synchronization

/// One channel of the tunnel and the plugin instance that serves it.
@NetworkLoop
public final class Binding {
  /// A command as the plugin gets it.
  public struct Call: Sendable {
    public enum Kind: Sendable {
      case request
      case notification
      case response
      case sessionEnd
    }

    public var kind: Kind
    /// The JSON-RPC message; empty for a session end.
    public var message: ByteBuffer
    /// Where the raw id token and the method's text lie in the message.
    public var id: Range<Int>?
    public var method: Range<Int>?
    public var headers: HTTPFields
    public var deadline: ContinuousClock.Instant?

    public init(
      kind: Kind, message: ByteBuffer, id: Range<Int>?, method: Range<Int>?, headers: HTTPFields,
      deadline: ContinuousClock.Instant?
    ) {
      self.kind = kind
      self.message = message
      self.id = id
      self.method = method
      self.headers = headers
      self.deadline = deadline
    }
  }

  public enum CancelReason: Sendable {
    case deadline
    case shutdown
  }

  /// Names an exchange that the plugin was given.
  public struct Exchange: Sendable, Hashable {
    let handle: UInt64
    /// Whether the handle is the binding's own: the plugin's comes once there is a credential.
    var isAuthorized = false
    /// Which of the bindings that a ``ReplaceableBinding`` has had knows it.
    var build: UInt32 = 0
  }

  public nonisolated let channel: String
  public nonisolated let descriptor: PluginDescriptor
  public nonisolated let path: String
  public nonisolated let hasProcessAffinity: Bool
  public nonisolated let isStateless: Bool

  let instance: PluginInstance
  let transport: TransportFunctions
  let context: HostContext
  /// Supplies what calls and probes go out with; nil: nobody does.
  nonisolated let auth: AuthProvider?
  let authTarget: String
  var authorized: [UInt64: AuthorizedCall] = [:]
  var lastAuthorized: UInt64 = 0
  private(set) var isClosing = false

  /// Creates the plugin's instance and opens the binding.
  ///
  /// - Parameters:
  ///   - channel: The channel's name.
  ///   - found: The plugin that serves it.
  ///   - configuration: A JSON object.
  ///   - maxConcurrency: How many exchanges will be under way at once.
  ///   - logger: The plugin's lines and faults go here.
  ///   - checksConfiguration: Whether the plugin's schema is asked first. False only to see what the plugin itself says.
  ///   - auth: Supplies what calls and probes go out with. The binding closes it with itself, not when this throws.
  ///   - authTarget: The URL that `auth` is told.
  ///   - facilities: What this process has for its plugins.
  /// - Throws: why the plugin cannot serve the channel.
  public init(
    channel: String, plugin found: PluginCatalog.Found, configuration: String, maxConcurrency: Int, logger: Logger,
    checksConfiguration: Bool = true, auth: AuthProvider? = nil, authTarget: String = "",
    facilities: HostFacilities = HostFacilities()
  ) throws(BindingFailure) {
    if checksConfiguration { try Self.check(configuration, for: found) }
    var logger = logger
    logger[metadataKey: "plugin"] = "\(found.descriptor.id)"
    logger[metadataKey: "channel"] = "\(channel)"
    self.channel = channel
    descriptor = found.descriptor
    path = found.library.path
    instance = try PluginInstance(found, channel: channel, facilities: facilities, logger: logger)
    context = instance.context
    transport = try instance.transport()
    hasProcessAffinity = transport.hasProcessAffinity
    isStateless = transport.isStateless
    self.auth = auth
    self.authTarget = authTarget
    try open(configuration, maxConcurrency)
  }

  /// Refuses a configuration that the plugin's schema does not allow, with everything that is wrong with it.
  private static func check(_ configuration: String, for found: PluginCatalog.Found) throws(BindingFailure) {
    guard let objection = found.objection(toConfiguration: configuration) else { return }
    throw .refused(found.descriptor.id, objection)
  }

  private func open(_ configuration: String, _ maxConcurrency: Int) throws(BindingFailure) {
    var channel = channel
    var configuration = configuration
    var error = tunnel_error.empty()
    context.willOpen(with: configuration)
    let status = channel.withUTF8 { channel in
      configuration.withUTF8 { configuration in
        var binding = tunnel_binding(
          size: UInt32(MemoryLayout<tunnel_binding>.size), max_concurrency: UInt32(clamping: maxConcurrency),
          channel: tunnel_string(UnsafeRawBufferPointer(channel)),
          config: tunnel_string(UnsafeRawBufferPointer(configuration)))
        return transport.open(instance.pointer, &binding, &error)
      }
    }
    guard status < 0 else { return }
    // The contract: close is called once, also when open failed. Nothing is waited for.
    context.whenClosed { [instance] in instance.destroy() }
    transport.close(instance.pointer)
    throw .refused(descriptor.id, error.text.isEmpty ? "plugin \(descriptor.id): open returned \(status)" : error.text)
  }

  /// How often the plugin broke the contract.
  public nonisolated var faultCount: Int { context.faultCount }

  /// The same, by kind.
  public nonisolated var faults: [PluginFault: Int] { context.faultCounts }

  /// Of its auth provider; nil when it has none.
  public nonisolated var authStatus: AuthStatus? { auth?.status }

  /// The processes that the plugin runs at the moment, the oldest first.
  public var children: [Int] {
    context.processes.withLock { $0.live.map(\.value) }.compactMap(\.pid)
  }

  /// What the transport says about its server by itself.
  public nonisolated var serverPresence: ServerPresence { context.serverPresence }

  /// `action` runs on the loop whenever the transport says that its server came or went.
  public func whenPresenceChanges(_ action: @escaping @NetworkLoop @Sendable (ServerPresence) -> Void) {
    context.whenPresenceChanges(action)
  }

  public var exchangeCount: Int { context.exchanges.count + authorized.count { $0.value.handle == nil } }

  /// Hands a command to the plugin. The receiver gets the events later, and `.finished` exactly once, unless the
  /// exchange is cancelled before.
  ///
  /// - Returns: nil when the plugin refused the exchange, or the binding is closing; no event will come.
  public func start(_ call: Call, receiver: any ExchangeReceiver) -> Exchange? {
    guard auth == nil else { return startAuthorized(call, receiver) }
    return begin(call, receiver: receiver)
  }

  /// The same, with the headers that are to go out.
  func begin(_ call: Call, receiver: any ExchangeReceiver) -> Exchange? {
    guard !isClosing else { return nil }
    let buffer = call.message.readableBytes > 0 ? context.buffers.adopt(call.message) : 0
    let id = call.id.flatMap { range in
      call.message.getSlice(at: call.message.readerIndex + range.lowerBound, length: range.count)
    }
    guard
      let handle = context.exchanges.begin(
        receiver: receiver, id: call.kind == .request ? id ?? ByteBuffer() : ByteBuffer(), messageBuffer: buffer)
    else {
      if buffer != 0 { _ = context.buffers.release(buffer) }
      return nil
    }
    let status = withCCall(call, buffer) { transport.start(instance.pointer, handle, $0) }
    guard status < 0 else { return Exchange(handle: handle) }
    guard let leftOver = context.exchanges.withdraw(handle) else {
      // Refused and finished at once: the events are on their way, which is the end of it.
      return Exchange(handle: handle)
    }
    context.exchanges.settleWithdrawal(of: handle)
    if leftOver != 0 { _ = context.buffers.release(leftOver) }
    return nil
  }

  /// Takes an exchange back. No further event comes for it, but for those on their way already.
  public func cancel(_ exchange: Exchange, reason: CancelReason) {
    if exchange.isAuthorized {
      guard let handle = authorized[exchange.handle]?.withdraw() else { return }
      return cancel(Exchange(handle: handle), reason: reason)
    }
    guard let buffer = context.exchanges.withdraw(exchange.handle) else { return }
    switch reason {
    case .deadline: transport.cancel(instance.pointer, exchange.handle, UInt32(TUNNEL_CANCEL_DEADLINE))
    case .shutdown: transport.cancel(instance.pointer, exchange.handle, UInt32(TUNNEL_CANCEL_SHUTDOWN))
    }
    context.exchanges.settleWithdrawal(of: exchange.handle)
    if buffer != 0 { _ = context.buffers.release(buffer) }
  }

  /// Asks the plugin whether its server can take calls.
  public func probe(receiver: any ExchangeReceiver) -> Exchange? {
    guard auth == nil else { return probeAuthorized(receiver) }
    return beginProbe(receiver, with: HTTPFields())
  }

  func beginProbe(_ receiver: any ExchangeReceiver, with headers: HTTPFields) -> Exchange? {
    guard !isClosing,
      let handle = context.exchanges.begin(receiver: receiver, id: ByteBuffer(), messageBuffer: 0)
    else { return nil }
    if !headers.isEmpty, let probe = transport.probeWith {
      headers.withCHeaders { probe(instance.pointer, handle, $0) }
    } else {
      transport.probe(instance.pointer, handle)
    }
    return Exchange(handle: handle)
  }

  /// Cancels what is under way, lets the plugin let go, and frees the instance. Returns within `limit` whatever the
  /// plugin does; children that are still there are then killed.
  public func close(within limit: Duration = .seconds(8)) async {
    guard !isClosing else { return }
    isClosing = true
    for call in Array(authorized.values) { _ = call.withdraw() }
    for handle in context.exchanges.handles { cancel(Exchange(handle: handle), reason: .shutdown) }
    async let provider: Void? = auth?.close(within: limit)
    await instance.end(within: limit) { [transport, instance] in transport.close(instance.pointer) }
    _ = await provider
  }

  private func withCCall(_ call: Call, _ buffer: UInt64, _ body: (UnsafePointer<tunnel_call>) -> tunnel_status)
    -> tunnel_status
  {
    call.headers.withCHeaders { headers in
      call.message.withUnsafeReadableBytes { message in
        let slice = { (range: Range<Int>?) in
          range.map { UnsafeRawBufferPointer(rebasing: message[$0]) } ?? UnsafeRawBufferPointer(start: nil, count: 0)
        }
        let kind =
          switch call.kind {
          case .request: TUNNEL_CALL_REQUEST
          case .notification: TUNNEL_CALL_NOTIFICATION
          case .response: TUNNEL_CALL_RESPONSE
          case .sessionEnd: TUNNEL_CALL_SESSION_END
          }
        var raw = tunnel_call(
          size: UInt32(MemoryLayout<tunnel_call>.size), kind: UInt32(kind), message: tunnel_bytes(message),
          buffer: buffer, id: tunnel_bytes(slice(call.id)), method: tunnel_string(slice(call.method)), headers: headers,
          deadline_ns: MonotonicTime.nanoseconds(of: call.deadline))
        return body(&raw)
      }
    }
  }
}
