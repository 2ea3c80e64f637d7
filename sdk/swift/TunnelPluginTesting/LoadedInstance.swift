internal import CTunnelPlugin
internal import TunnelPluginKit

/// An instance of a plugin, made through the library's entry as the host makes it. It is destroyed with the last that holds
/// it: a plugin that serves a channel and the operator is one instance.
final class LoadedInstance {
  let host: FakeHost
  let pointer: UnsafeMutablePointer<tunnel_plugin_instance>

  /// Throws what the plugin reports.
  init(_ type: any Plugin.Type, on host: FakeHost) throws(PluginError) {
    self.host = host
    let library = PluginLibrary(type)
    var made: UnsafeMutablePointer<tunnel_plugin_instance>?
    try tunnel_error.thrown { error in
      library.create(host.abi, library.descriptor(at: 0)?.pointee.id, &made, error)
    }
    guard let made else { throw PluginError(.invalid, "the plugin made no instance") }
    pointer = made
  }

  deinit {
    pointer.pointee.destroy?(pointer)
  }

  /// The table of an extension; nil: the plugin has none of that name.
  func table<Table>(_ name: String) -> UnsafePointer<Table>? {
    pointer.pointee.get_extension?(pointer, name)?.assumingMemoryBound(to: Table.self)
  }
}

extension LoadedInstance {
  /// Makes an instance for one of its tables.
  static func make<Table>(
    _ type: any Plugin.Type, offering name: String, on host: FakeHost
  ) throws(PluginError) -> (LoadedInstance, UnsafePointer<Table>) {
    let instance = try LoadedInstance(type, on: host)
    guard let table: UnsafePointer<Table> = instance.table(name) else {
      throw PluginError(.unsupported, "the plugin has no \(name)")
    }
    return (instance, table)
  }

  /// Opens with a configuration and nothing else, as auth providers and the operator's side are.
  func open(
    _ function: (
      @convention(c) (
        UnsafeMutablePointer<tunnel_plugin_instance>?, tunnel_string, UnsafeMutablePointer<tunnel_error>?
      ) -> tunnel_status
    )?, _ configuration: String
  ) throws(PluginError) {
    let configuration = StableText(configuration)
    try tunnel_error.thrown { error in
      withExtendedLifetime(configuration) { function?(pointer, FakeTables.string(configuration), error) ?? -1 }
    }
  }
}

extension tunnel_error {
  /// Throws what a call reports that has failed.
  static func thrown(by call: (UnsafeMutablePointer<tunnel_error>) -> tunnel_status) throws(PluginError) {
    var error = tunnel_error()
    error.size = UInt32(MemoryLayout<tunnel_error>.size)
    let status = call(&error)
    guard status < 0 else { return }
    let message = withUnsafeBytes(of: error.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    throw PluginError(PluginStatus(rawValue: status), message)
  }
}
