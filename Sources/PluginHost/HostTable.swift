import CTunnelPlugin

/// Makes the `tunnel_host` of an instance and answers which extensions it has.
enum HostTable {
  /// A host object for a context. Both live for the rest of the process, see ``HostContext``.
  static func make(for context: HostContext) -> UnsafePointer<tunnel_host> {
    let host = UnsafeMutablePointer<tunnel_host>.allocate(capacity: 1)
    host.initialize(
      to: tunnel_host(
        size: UInt32(MemoryLayout<tunnel_host>.size),
        abi_version: UInt32(TUNNEL_ABI_MAJOR) << 16 | UInt32(TUNNEL_ABI_MINOR),
        name: constant("tunnel-client"), version: constant(HostVersion.current),
        context: Unmanaged.passRetained(context).toOpaque(), get_extension: getExtension, is_granted: isGranted))
    return UnsafePointer(host)
  }

  /// Every host service by name; those that are always granted do not have to be asked for.
  static let services: [String: ServiceTable] = [
    TUNNEL_HOST_EXCHANGE: ExchangeService.table,
    TUNNEL_HOST_BUFFER: BufferService.table,
    TUNNEL_HOST_JSON: JSONService.table,
    TUNNEL_HOST_READINESS: ReadinessService.table,
    TUNNEL_HOST_LOG: LogService.table,
    TUNNEL_HOST_TIMER: TimerService.table,
    TUNNEL_HOST_HTTP: HTTPService.table,
    TUNNEL_HOST_PROCESS: ProcessService.table,
    TUNNEL_HOST_AUTH: AuthService.table,
    TUNNEL_HOST_OPERATOR: OperatorService.table,
    TUNNEL_HOST_METRICS: MetricsService.table,
    TUNNEL_HOST_OAUTH: OAuthService.table,
    TUNNEL_HOST_STATE: StateService.table,
    TUNNEL_HOST_SECRET: SecretService.table,
  ]

  /// Services that a plugin does not have to ask for.
  static let alwaysGranted = Set(services.filter(\.value.isAlwaysGranted).keys)

  private static let getExtension:
    @convention(c) (UnsafePointer<tunnel_host>?, UnsafePointer<CChar>?) -> UnsafeRawPointer? = { host, name in
      guard let context = HostContext.of(host) else { return nil }
      guard let name else {
        context.report(.invalidArgument)
        return nil
      }
      let key = String(cString: name)
      guard let service = services[key] else { return nil }
      return isGranted(service, key, context) ? service.granted : service.denied
    }

  private static let isGranted: @convention(c) (UnsafePointer<tunnel_host>?, UnsafePointer<CChar>?) -> Int32 = {
    host, name in
    guard let context = HostContext.of(host), let name else { return 0 }
    let key = String(cString: name)
    guard let service = services[key] else { return 0 }
    return isGranted(service, key, context) ? 1 : 0
  }

  private static func isGranted(_ service: ServiceTable, _ name: String, _ context: HostContext) -> Bool {
    service.isAlwaysGranted || context.granted.contains(name)
  }

  /// A C string for the rest of the process; made a handful of times.
  private static func constant(_ text: String) -> UnsafePointer<CChar> {
    let bytes = UnsafeMutablePointer<CChar>.allocate(capacity: text.utf8.count + 1)
    for (index, byte) in text.utf8.enumerated() { bytes[index] = CChar(bitPattern: byte) }
    bytes[text.utf8.count] = 0
    return UnsafePointer(bytes)
  }
}

/// The function table of a host service, and the one that an instance without the grant gets instead.
///
/// `@unchecked Sendable`: both point to constants.
struct ServiceTable: @unchecked Sendable {
  let granted: UnsafeRawPointer
  let denied: UnsafeRawPointer
  let isAlwaysGranted: Bool

  /// `denied` is nil for a service that every plugin gets.
  init<Table>(_ granted: Table, denied: Table?) {
    self.granted = Self.constant(granted)
    self.denied = denied.map(Self.constant) ?? self.granted
    isAlwaysGranted = denied == nil
  }

  private static func constant<Table>(_ table: Table) -> UnsafeRawPointer {
    let pointer = UnsafeMutablePointer<Table>.allocate(capacity: 1)
    pointer.initialize(to: table)
    return UnsafeRawPointer(pointer)
  }
}

/// What a function of a denied table does.
enum Denied {
  static func answer(_ host: UnsafePointer<tunnel_host>?) -> tunnel_status {
    HostContext.of(host)?.report(.denied)
    return tunnel_status(TUNNEL_E_DENIED)
  }
}
