internal import CTunnelPlugin

/// One running instance: the plugin object and the C structs that the host holds of it.
///
/// It belongs to the host thread: every call below is `[host-thread]`, so nothing here locks. A command alone runs on a
/// thread of its own, while the host keeps its hands off the instance.
final class PluginInstance {
  let host: Host
  let plugin: any Plugin
  /// The same object, when it is a transport: looked up once, not for each call.
  let transport: (any TransportPlugin)?
  private let instance: UnsafeMutablePointer<tunnel_plugin_instance>
  private let table: UnsafeMutablePointer<tunnel_transport>
  private let authTable: UnsafeMutablePointer<tunnel_auth_provider>
  private let operatorTable: UnsafeMutablePointer<tunnel_operator>
  private let diagnosticTable: DiagnosticTable?
  private let commandTable: UnsafeMutablePointer<tunnel_command>

  /// The C struct for the host. It keeps the instance alive until its `destroy`.
  static func make(_ type: any Plugin.Type, host: Host) -> UnsafeMutablePointer<tunnel_plugin_instance> {
    let instance = PluginInstance(type, host: host)
    instance.instance.pointee.context = Unmanaged.passRetained(instance).toOpaque()
    return instance.instance
  }

  private init(_ type: any Plugin.Type, host: Host) {
    self.host = host
    let plugin = type.init(host: host)
    self.plugin = plugin
    transport = plugin as? any TransportPlugin
    table = .allocate(capacity: 1)
    table.initialize(to: TransportTable.make(flags: (type as? any TransportPlugin.Type)?.flags ?? []))
    authTable = .allocate(capacity: 1)
    authTable.initialize(to: AuthTable.make())
    operatorTable = .allocate(capacity: 1)
    operatorTable.initialize(to: OperatorTable.make((type as? any OperatorPlugin.Type)?.mount))
    diagnosticTable = (type as? any DiagnosticPlugin.Type).map { DiagnosticTable($0.diagnostics) }
    commandTable = .allocate(capacity: 1)
    commandTable.initialize(to: CommandTable.make())
    instance = .allocate(capacity: 1)
    instance.initialize(to: tunnel_plugin_instance())
    instance.pointee.size = UInt32(MemoryLayout<tunnel_plugin_instance>.size)
    instance.pointee.get_extension = { pointer, name in
      guard let name, let instance = PluginInstance.at(pointer) else { return nil }
      switch String(cString: name) {
      case "\(TransportTable.name)": return instance.transport == nil ? nil : UnsafeRawPointer(instance.table)
      case "\(AuthTable.name)": return instance.plugin is any AuthPlugin ? UnsafeRawPointer(instance.authTable) : nil
      case "\(OperatorTable.name)":
        return instance.plugin is any OperatorPlugin ? UnsafeRawPointer(instance.operatorTable) : nil
      case "\(DiagnosticTable.name)": return instance.diagnosticTable.map { UnsafeRawPointer($0.pointer) }
      case "\(CommandTable.name)":
        return instance.plugin is any CommandPlugin ? UnsafeRawPointer(instance.commandTable) : nil
      default: return nil
      }
    }
    instance.pointee.destroy = { pointer in
      guard let context = pointer?.pointee.context else { return }
      Unmanaged<PluginInstance>.fromOpaque(context).release()
    }
  }

  deinit {
    table.deallocate()
    authTable.deallocate()
    OperatorTable.free(operatorTable)
    commandTable.deallocate()
    instance.deallocate()
  }

  /// The object behind the pointer that the host hands back.
  static func at(_ pointer: UnsafeMutablePointer<tunnel_plugin_instance>?) -> PluginInstance? {
    guard let context = pointer?.pointee.context else { return nil }
    return Unmanaged<PluginInstance>.fromOpaque(context).takeUnretainedValue()
  }
}
