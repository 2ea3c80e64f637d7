internal import CTunnelPlugin

/// `tunnel.operator/1` as C functions that do nothing but call the plugin object.
enum OperatorTable {
  static let name: StaticString = "tunnel.operator/1"

  static func make(_ mount: OperatorMount?) -> tunnel_operator {
    var table = tunnel_operator()
    table.size = UInt32(MemoryLayout<tunnel_operator>.size)
    if let mount {
      table.mount = mount.name.cString
      table.panel_title = mount.panelTitle?.cString
      table.panel_script = mount.panelScript?.cString
      table.control_paths = list(mount.controlPaths)
    }
    table.open = { pointer, configuration, failure in
      guard let plugin = PluginInstance.operator(at: pointer) else { return PluginStatus.invalid.rawValue }
      do throws(PluginError) {
        try plugin.open(BorrowedText(configuration).bytes)
        return PluginStatus.ok.rawValue
      } catch {
        failure?.report(error)
        return error.status.rawValue
      }
    }
    table.close = { pointer in
      PluginInstance.operator(at: pointer)?.close()
    }
    table.serve = { pointer, handle, call in
      guard let instance = PluginInstance.at(pointer), let plugin = instance.plugin as? any OperatorPlugin, let call
      else { return PluginStatus.invalid.rawValue }
      do throws(PluginError) {
        try plugin.serve(
          OperatorReply(id: .init(rawValue: handle), host: instance.host), OperatorRequest(call.pointee))
        return PluginStatus.ok.rawValue
      } catch {
        instance.host.log(.error, error.message)
        return error.status.rawValue
      }
    }
    table.cancel = { pointer, handle in
      PluginInstance.operator(at: pointer)?.cancel(.init(rawValue: handle))
    }
    return table
  }

  static func free(_ table: UnsafeMutablePointer<tunnel_operator>) {
    table.pointee.control_paths?.deallocate()
    table.deallocate()
  }

  private static func list(_ names: [StaticString]) -> UnsafePointer<UnsafePointer<CChar>?>? {
    guard !names.isEmpty else { return nil }
    let array = UnsafeMutablePointer<UnsafePointer<CChar>?>.allocate(capacity: names.count + 1)
    for (index, name) in names.enumerated() { (array + index).initialize(to: name.cString) }
    (array + names.count).initialize(to: nil)
    return UnsafePointer(array)
  }
}

extension PluginInstance {
  fileprivate static func `operator`(
    at pointer: UnsafeMutablePointer<tunnel_plugin_instance>?
  ) -> (any OperatorPlugin)? {
    PluginInstance.at(pointer)?.plugin as? any OperatorPlugin
  }
}
