import CTunnelPlugin

/// The functions of a plugin's `tunnel.transport/1`; none that has to be there is NULL.
struct TransportFunctions {
  typealias Instance = UnsafeMutablePointer<tunnel_plugin_instance>

  /// What the first version of the table had.
  static var leastSize: Int { MemoryLayout<tunnel_transport>.offset(of: \.probe_with) ?? 0 }

  let hasProcessAffinity: Bool
  let isStateless: Bool
  let open:
    @convention(c) (Instance?, UnsafePointer<tunnel_binding>?, UnsafeMutablePointer<tunnel_error>?) -> tunnel_status
  let close: @convention(c) (Instance?) -> Void
  let start: @convention(c) (Instance?, tunnel_exchange, UnsafePointer<tunnel_call>?) -> tunnel_status
  let cancel: @convention(c) (Instance?, tunnel_exchange, UInt32) -> Void
  let probe: @convention(c) (Instance?, tunnel_exchange) -> Void
  /// Nil when the plugin has no use for headers, or does not know of this function.
  let probeWith: (@convention(c) (Instance?, tunnel_exchange, tunnel_headers) -> Void)?

  /// `table` points to at least ``leastSize`` bytes.
  init(_ table: UnsafeRawPointer, _ id: String) throws(BindingFailure) {
    // Field by field: the table of an older plugin ends before the last one.
    let raw = table.assumingMemoryBound(to: tunnel_transport.self)
    func required<Function>(_ name: String, _ function: Function?) throws(BindingFailure) -> Function {
      guard let function else { throw .broken(id, "`\(name)` in its \(TUNNEL_TRANSPORT) table is NULL") }
      return function
    }
    hasProcessAffinity = raw.pointee.flags & UInt32(TUNNEL_TRANSPORT_PROCESS_AFFINITY) != 0
    isStateless = raw.pointee.flags & UInt32(TUNNEL_TRANSPORT_STATELESS) != 0
    open = try required("open", raw.pointee.open)
    close = try required("close", raw.pointee.close)
    start = try required("start", raw.pointee.start)
    cancel = try required("cancel", raw.pointee.cancel)
    probe = try required("probe", raw.pointee.probe)
    probeWith = Int(raw.pointee.size) >= MemoryLayout<tunnel_transport>.size ? raw.pointee.probe_with : nil
  }
}
