import CTunnelPlugin

/// The functions of a plugin's `tunnel.operator/1`, none of them NULL, and what it says of itself.
struct OperatorFunctions {
  typealias Instance = UnsafeMutablePointer<tunnel_plugin_instance>

  let mount: String
  let controlPaths: [String]
  let panelTitle: String?
  let panelScript: String?
  let open: @convention(c) (Instance?, tunnel_string, UnsafeMutablePointer<tunnel_error>?) -> tunnel_status
  let close: @convention(c) (Instance?) -> Void
  let serve: @convention(c) (Instance?, tunnel_operator_request, UnsafePointer<tunnel_operator_call>?) -> tunnel_status
  let cancel: @convention(c) (Instance?, tunnel_operator_request) -> Void

  private static let mostControlPaths = 256

  /// `table` points to a whole table.
  init(_ table: UnsafeRawPointer, _ id: String) throws(BindingFailure) {
    let raw = table.assumingMemoryBound(to: tunnel_operator.self)
    func required<Value>(_ name: String, _ value: Value?) throws(BindingFailure) -> Value {
      guard let value else { throw .broken(id, "`\(name)` in its \(TUNNEL_OPERATOR) table is NULL") }
      return value
    }
    mount = String(cString: try required("mount", raw.pointee.mount))
    guard Self.isWellFormed(mount: mount) else {
      throw .broken(id, "its mount \"\(mount)\" is not a name of [a-z][a-z0-9-]* with at most 32 bytes")
    }
    var paths: [String] = []
    while let path = raw.pointee.control_paths?[paths.count] {
      guard paths.count < Self.mostControlPaths else { throw .broken(id, "its control_paths have no NULL at their end") }
      paths.append(String(cString: path))
    }
    controlPaths = paths
    panelTitle = raw.pointee.panel_title.map { String(cString: $0) }
    panelScript = raw.pointee.panel_script.map { String(cString: $0) }
    open = try required("open", raw.pointee.open)
    close = try required("close", raw.pointee.close)
    serve = try required("serve", raw.pointee.serve)
    cancel = try required("cancel", raw.pointee.cancel)
  }

  private static func isWellFormed(mount: String) -> Bool {
    let bytes = Array(mount.utf8)
    guard (1...32).contains(bytes.count), (97...122).contains(bytes[0]) else { return false }
    return bytes.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
  }
}
