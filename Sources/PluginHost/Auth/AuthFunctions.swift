import CTunnelPlugin

/// The functions of a plugin's `tunnel.auth/1`; none of them is NULL.
struct AuthFunctions {
  typealias Instance = UnsafeMutablePointer<tunnel_plugin_instance>

  let open: @convention(c) (Instance?, tunnel_string, UnsafeMutablePointer<tunnel_error>?) -> tunnel_status
  let close: @convention(c) (Instance?) -> Void
  let supply: @convention(c) (Instance?, tunnel_auth, UnsafePointer<tunnel_auth_request>?) -> tunnel_status
  let cancel: @convention(c) (Instance?, tunnel_auth) -> Void

  /// `table` points to a whole table.
  init(_ table: UnsafeRawPointer, _ id: String) throws(BindingFailure) {
    let raw = table.assumingMemoryBound(to: tunnel_auth_provider.self)
    func required<Function>(_ name: String, _ function: Function?) throws(BindingFailure) -> Function {
      guard let function else { throw .broken(id, "`\(name)` in its \(TUNNEL_AUTH) table is NULL") }
      return function
    }
    open = try required("open", raw.pointee.open)
    close = try required("close", raw.pointee.close)
    supply = try required("supply", raw.pointee.supply)
    cancel = try required("cancel", raw.pointee.cancel)
  }
}
