internal import CTunnelPlugin

/// `tunnel.transport/1` as C functions that do nothing but call the plugin object.
enum TransportTable {
  static let name: StaticString = "tunnel.transport/1"

  static func make(flags: TransportFlags) -> tunnel_transport {
    var table = tunnel_transport()
    table.size = UInt32(MemoryLayout<tunnel_transport>.size)
    table.flags = flags.rawValue
    table.open = { pointer, binding, failure in
      guard let instance = PluginInstance.at(pointer), let binding else { return PluginStatus.invalid.rawValue }
      do throws(PluginError) {
        try instance.plugin.open(Binding(binding.pointee))
        return PluginStatus.ok.rawValue
      } catch {
        failure?.report(error)
        return error.status.rawValue
      }
    }
    table.close = { pointer in
      PluginInstance.at(pointer)?.plugin.close()
    }
    table.start = { pointer, exchange, call in
      guard let instance = PluginInstance.at(pointer), let call else { return PluginStatus.invalid.rawValue }
      do throws(PluginError) {
        try instance.plugin.start(instance.host.exchange(ExchangeID(rawValue: exchange)), Call(call))
        return PluginStatus.ok.rawValue
      } catch {
        instance.host.log(.error, error.message)
        return error.status.rawValue
      }
    }
    table.cancel = { pointer, exchange, reason in
      PluginInstance.at(pointer)?.plugin.cancel(ExchangeID(rawValue: exchange), reason: CancelReason(reason))
    }
    table.probe = { pointer, probe in
      guard let instance = PluginInstance.at(pointer) else { return }
      instance.plugin.probe(instance.host.exchange(ExchangeID(rawValue: probe)))
    }
    return table
  }
}
