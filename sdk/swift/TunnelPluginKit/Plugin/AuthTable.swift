internal import CTunnelPlugin

/// `tunnel.auth/1` as C functions that do nothing but call the plugin object.
enum AuthTable {
  static let name: StaticString = "tunnel.auth/1"

  static func make() -> tunnel_auth_provider {
    var table = tunnel_auth_provider()
    table.size = UInt32(MemoryLayout<tunnel_auth_provider>.size)
    table.open = { pointer, configuration, failure in
      guard let plugin = PluginInstance.auth(at: pointer) else { return PluginStatus.invalid.rawValue }
      do throws(PluginError) {
        try plugin.open(BorrowedText(configuration).bytes)
        return PluginStatus.ok.rawValue
      } catch {
        failure?.report(error)
        return error.status.rawValue
      }
    }
    table.close = { pointer in
      PluginInstance.auth(at: pointer)?.close()
    }
    table.supply = { pointer, handle, request in
      guard let instance = PluginInstance.at(pointer), let plugin = instance.plugin as? any AuthPlugin, let request
      else { return PluginStatus.invalid.rawValue }
      let supply = CredentialSupply(id: .init(rawValue: handle), host: instance.host)
      do throws(PluginError) {
        try plugin.supply(supply, CredentialRequest(request.pointee))
        return PluginStatus.ok.rawValue
      } catch {
        // Answered rather than refused: the message reaches whoever asked.
        supply.failed(error.status == .unsupported ? .unsupported : .unavailable, error.message)
        return PluginStatus.ok.rawValue
      }
    }
    table.cancel = { pointer, handle in
      PluginInstance.auth(at: pointer)?.cancel(.init(rawValue: handle))
    }
    return table
  }
}

extension PluginInstance {
  fileprivate static func auth(at pointer: UnsafeMutablePointer<tunnel_plugin_instance>?) -> (any AuthPlugin)? {
    PluginInstance.at(pointer)?.plugin as? any AuthPlugin
  }
}
