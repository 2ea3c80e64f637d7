import CTunnelPlugin

/// The functions of a plugin's `tunnel.operator/1`, none of them NULL, and what it says of itself.
struct OperatorFunctions {
  typealias Instance = UnsafeMutablePointer<tunnel_plugin_instance>

  let place: OperatorPlace
  let open: @convention(c) (Instance?, tunnel_string, UnsafeMutablePointer<tunnel_error>?) -> tunnel_status
  let close: @convention(c) (Instance?) -> Void
  let serve: @convention(c) (Instance?, tunnel_operator_request, UnsafePointer<tunnel_operator_call>?) -> tunnel_status
  let cancel: @convention(c) (Instance?, tunnel_operator_request) -> Void

  /// `table` points to a whole table.
  init(_ table: UnsafeRawPointer, _ id: String) throws(BindingFailure) {
    let raw = table.assumingMemoryBound(to: tunnel_operator.self)
    func required<Value>(_ name: String, _ value: Value?) throws(BindingFailure) -> Value {
      guard let value else { throw .broken(id, "`\(name)` in its \(TUNNEL_OPERATOR) table is NULL") }
      return value
    }
    let mount = String(cString: try required("mount", raw.pointee.mount))
    guard OperatorPlace.isWellFormed(mount: mount) else {
      throw .broken(id, "its mount \"\(mount)\" is not a name of [a-z][a-z0-9-]* with at most 32 bytes")
    }
    var paths: [String] = []
    while let path = raw.pointee.control_paths?[paths.count] {
      guard paths.count < OperatorPlace.mostControlPaths else {
        throw .broken(id, "its control_paths have no NULL at their end")
      }
      paths.append(String(cString: path))
    }
    place = OperatorPlace(
      mount: mount, controlPaths: paths, panelTitle: raw.pointee.panel_title.map { String(cString: $0) },
      panelScript: raw.pointee.panel_script.map { String(cString: $0) })
    open = try required("open", raw.pointee.open)
    close = try required("close", raw.pointee.close)
    serve = try required("serve", raw.pointee.serve)
    cancel = try required("cancel", raw.pointee.cancel)
  }
}
