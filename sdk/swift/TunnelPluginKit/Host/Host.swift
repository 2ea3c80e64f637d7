internal import CTunnelPlugin

/// The host as one plugin instance sees it: typed services over the tables of the ABI.
///
/// A plain value of pointers that the host owns until `destroy` returned; not `Sendable`, because a plugin's
/// state belongs to the host thread.
public struct Host {
  let pointer: UnsafePointer<tunnel_host>
  let exchangeTable: UnsafePointer<tunnel_host_exchange>
  let bufferTable: UnsafePointer<tunnel_host_buffer>
  let jsonTable: UnsafePointer<tunnel_host_json>
  let logTable: UnsafePointer<tunnel_host_log>?
  let timerTable: UnsafePointer<tunnel_host_timer>?
  let httpTable: UnsafePointer<tunnel_host_http>?
  let processTable: UnsafePointer<tunnel_host_process>?
  let readinessTable: UnsafePointer<tunnel_host_readiness>?
  let authTable: UnsafePointer<tunnel_host_auth>?
  let operatorTable: UnsafePointer<tunnel_host_operator>?
  let metricsTable: UnsafePointer<tunnel_host_metrics>?
  let oauthTable: UnsafePointer<tunnel_host_oauth>?
  let stateTable: UnsafePointer<tunnel_host_state>?
  let secretTable: UnsafePointer<tunnel_host_secret>?

  /// Looks up every service once. The three that are always granted must be there.
  public init(_ pointer: UnsafeRawPointer) throws(PluginError) {
    try self.init(pointer.assumingMemoryBound(to: tunnel_host.self))
  }

  init(_ pointer: UnsafePointer<tunnel_host>) throws(PluginError) {
    self.pointer = pointer
    exchangeTable = try Self.required(.exchange, of: pointer)
    bufferTable = try Self.required(.buffer, of: pointer)
    jsonTable = try Self.required(.json, of: pointer)
    logTable = Self.table(.log, of: pointer)
    timerTable = Self.table(.timer, of: pointer)
    httpTable = Self.table(.http, of: pointer)
    processTable = Self.table(.process, of: pointer)
    readinessTable = Self.table(.readiness, of: pointer)
    authTable = Self.table(.auth, of: pointer)
    operatorTable = Self.table(.operator, of: pointer)
    metricsTable = Self.table(.metrics, of: pointer)
    oauthTable = Self.table(.oauth, of: pointer)
    stateTable = Self.table(.state, of: pointer)
    secretTable = Self.table(.secret, of: pointer)
  }

  /// The host's name, for those that introduce themselves in it: "tunnel-client".
  public var name: String { pointer.pointee.name.map { String(cString: $0) } ?? "" }

  /// The work of `TransportPlugin.close`, `AuthPlugin.close` or `OperatorPlugin.close` is done.
  public func closed() {
    _ = exchangeTable.pointee.closed?(pointer)
  }

  /// What to answer an exchange with, from its handle.
  public func exchange(_ id: ExchangeID) -> Exchange {
    Exchange(id: id, host: pointer, table: exchangeTable)
  }

  private static func required<Table>(
    _ service: HostService, of host: UnsafePointer<tunnel_host>
  ) throws(PluginError) -> UnsafePointer<Table> {
    guard let table: UnsafePointer<Table> = table(service, of: host) else { throw .missing(service) }
    return table
  }

  /// The table of a service, or nil when the host does not know it, or knows less of it than this kit needs.
  private static func table<Table>(
    _ service: HostService, of host: UnsafePointer<tunnel_host>
  ) -> UnsafePointer<Table>? {
    guard let table = host.pointee.get_extension?(host, service.name.cString) else { return nil }
    // Every struct of the ABI begins with its size as its filler knew it.
    guard table.load(as: UInt32.self) >= UInt32(MemoryLayout<Table>.size) else { return nil }
    return table.assumingMemoryBound(to: Table.self)
  }
}

extension PluginError {
  /// The host has no such service at all.
  static func missing(_ service: HostService) -> PluginError {
    PluginError(
      .unsupported, "this host has no service '\(service.name)'; use a newer tunnel-client, or another plugin")
  }

  /// The operator did not grant the service.
  static func denied(_ service: HostService) -> PluginError {
    PluginError(.denied, "the host service '\(service.name)' was not granted; allow it in the plugin's grants")
  }
}
