internal import CTunnelPlugin

/// `tunnel.transport/1` as C functions that do nothing but call the plugin object.
enum TransportTable {
  static let name: StaticString = "tunnel.transport/1"

  static func make(flags: TransportFlags) -> tunnel_transport {
    var table = tunnel_transport()
    table.size = UInt32(MemoryLayout<tunnel_transport>.size)
    table.flags = flags.rawValue
    table.open = { pointer, binding, failure in
      guard let transport = PluginInstance.at(pointer)?.transport, let binding else {
        return PluginStatus.invalid.rawValue
      }
      do throws(PluginError) {
        try transport.open(Binding(binding.pointee))
        return PluginStatus.ok.rawValue
      } catch {
        failure?.report(error)
        return error.status.rawValue
      }
    }
    table.close = { pointer in
      PluginInstance.at(pointer)?.transport?.close()
    }
    table.start = { pointer, exchange, call in
      guard let instance = PluginInstance.at(pointer), let transport = instance.transport, let call else {
        return PluginStatus.invalid.rawValue
      }
      do throws(PluginError) {
        try transport.start(instance.host.exchange(ExchangeID(rawValue: exchange)), Call(call))
        return PluginStatus.ok.rawValue
      } catch {
        instance.host.log(.error, error.message)
        return error.status.rawValue
      }
    }
    table.cancel = { pointer, exchange, reason in
      PluginInstance.at(pointer)?.transport?.cancel(ExchangeID(rawValue: exchange), reason: CancelReason(reason))
    }
    table.probe = { pointer, probe in
      guard let instance = PluginInstance.at(pointer) else { return }
      instance.transport?.probe(instance.host.exchange(ExchangeID(rawValue: probe)))
    }
    table.probe_with = { pointer, probe, headers in
      guard let instance = PluginInstance.at(pointer) else { return }
      instance.transport?.probe(instance.host.exchange(ExchangeID(rawValue: probe)), headers: Headers(headers))
    }
    return table
  }
}
