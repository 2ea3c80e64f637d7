public import CTunnelPlugin

/// The plugins that a shared library holds: what its Entry file puts behind the exported symbol.
///
/// ```swift
/// private let library = PluginLibrary(EchoTransport.self)
///
/// @c(tunnel_kit_library) func pluginLibrary() -> UnsafeRawPointer { library.pointer }
/// ```
public final class PluginLibrary: Sendable {
  /// Made once, at the first question of the host, and never freed: descriptors live as long as the library,
  /// and the host never unloads Swift code. Read-only after `init`, so any thread may look at it.
  private nonisolated(unsafe) let descriptors: UnsafeMutableBufferPointer<tunnel_plugin_descriptor>
  private let types: [any Plugin.Type]

  public init(_ types: any Plugin.Type...) {
    self.types = types
    descriptors = .allocate(capacity: types.count)
    for (index, type) in types.enumerated() {
      descriptors.initializeElement(
        at: index,
        to: tunnel_plugin_descriptor(
          type.descriptor, offering: Self.extensions(of: type), commands: CommandTable.descriptions(of: type)))
    }
  }

  private static func extensions(of type: any Plugin.Type) -> [StaticString] {
    (type is any TransportPlugin.Type ? [TransportTable.name] : [])
      + (type is any AuthPlugin.Type ? [AuthTable.name] : [])
      + (type is any OperatorPlugin.Type ? [OperatorTable.name] : [])
      + (type is any DiagnosticPlugin.Type ? [DiagnosticTable.name] : [])
      + (type is any CommandPlugin.Type ? [CommandTable.name] : [])
  }

  /// For `tunnel_kit_library`: good for as long as this object lives, which is to be for ever.
  public var pointer: UnsafeRawPointer { UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque()) }

  /// The object behind such a pointer.
  public static func at(_ pointer: UnsafeRawPointer) -> PluginLibrary {
    Unmanaged<PluginLibrary>.fromOpaque(pointer).takeUnretainedValue()
  }

  /// How many plugins the library holds.
  public var count: UInt32 { UInt32(types.count) }

  /// The descriptor at `index`, or nil when out of range.
  public func descriptor(at index: UInt32) -> UnsafePointer<tunnel_plugin_descriptor>? {
    guard index < descriptors.count, let base = descriptors.baseAddress else { return nil }
    return UnsafePointer(base + Int(index))
  }

  /// Makes an instance of the plugin with this id.
  public func create(
    _ host: UnsafePointer<tunnel_host>?, _ id: UnsafePointer<CChar>?,
    _ instance: UnsafeMutablePointer<UnsafeMutablePointer<tunnel_plugin_instance>?>?,
    _ failure: UnsafeMutablePointer<tunnel_error>?
  ) -> tunnel_status {
    do throws(PluginError) {
      guard let host, let id, let instance else { throw PluginError(.invalid, "create: a required argument is NULL") }
      let name = String(cString: id)
      guard let type = types.first(where: { "\($0.descriptor.id)" == name }) else {
        throw PluginError(.unsupported, "there is no plugin '\(name)' in this library")
      }
      instance.pointee = PluginInstance.make(type, host: try Host(host))
      return PluginStatus.ok.rawValue
    } catch {
      failure?.report(error)
      return error.status.rawValue
    }
  }
}

extension tunnel_plugin_descriptor {
  fileprivate init(
    _ descriptor: PluginDescriptor, offering names: [StaticString],
    commands list: UnsafePointer<UnsafePointer<tunnel_command_description>?>?
  ) {
    self.init()
    commands = list
    size = UInt32(MemoryLayout<tunnel_plugin_descriptor>.size)
    flags = descriptor.wantsProcess ? UInt32(TUNNEL_PLUGIN_WANTS_PROCESS) : 0
    id = descriptor.id.cString
    version = descriptor.version.cString
    vendor = descriptor.vendor.cString
    summary = descriptor.summary.cString
    extensions = Self.terminated(names)
    host_services = Self.terminated(descriptor.services.map(\.name))
    config_schema = descriptor.configurationSchema.cString
  }

  /// A NULL-terminated array that is never freed.
  private static func terminated(_ names: [StaticString]) -> UnsafePointer<UnsafePointer<CChar>?> {
    let array = UnsafeMutablePointer<UnsafePointer<CChar>?>.allocate(capacity: names.count + 1)
    for (index, name) in names.enumerated() {
      (array + index).initialize(to: name.cString)
    }
    (array + names.count).initialize(to: nil)
    return UnsafePointer(array)
  }
}
