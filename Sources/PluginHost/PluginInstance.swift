import CTunnelPlugin
import CurlHTTP
import Logging

/// A created plugin instance. What it is wanted for, a transport or an auth provider, is one of its tables.
@NetworkLoop
final class PluginInstance {
  typealias Pointer = UnsafeMutablePointer<tunnel_plugin_instance>

  let context: HostContext
  let pointer: Pointer
  private let id: String

  /// Creates the instance of a found plugin.
  ///
  /// - Throws: what the plugin said, or what is wrong with its table; the plugin's own pieces are released.
  init(_ found: PluginCatalog.Found, channel: String, facilities: HostFacilities, logger: Logger) throws(BindingFailure)
  {
    id = found.descriptor.id
    guard let create = found.library.entry.pointee.create else { throw .broken(id, "its create function is NULL") }
    context = HostContext(
      pluginID: id, channel: channel, granted: found.granted, facilities: facilities, logger: logger)
    var created: Pointer?
    var error = tunnel_error.empty()
    let status = create(HostTable.make(for: context), id, &created, &error)
    guard status >= 0, let created else {
      context.markDestroyed()
      guard status < 0 else { throw .broken(id, "create returned no instance") }
      throw .refused(id, error.text.isEmpty ? "create returned \(status)" : error.text)
    }
    pointer = created
    guard Int(created.pointee.size) >= MemoryLayout<tunnel_plugin_instance>.size,
      created.pointee.get_extension != nil, created.pointee.destroy != nil
    else {
      destroy()
      throw .broken(id, "its instance table is too small or has a NULL entry")
    }
  }

  /// The functions that make the plugin a transport; without them the instance is gone.
  func transport() throws(BindingFailure) -> TransportFunctions {
    try checked { () throws(BindingFailure) in
      try TransportFunctions(
        table(TUNNEL_TRANSPORT, size: TransportFunctions.leastSize, "it cannot serve a channel"), id)
    }
  }

  /// The functions that make the plugin an auth provider; without them the instance is gone.
  func authProvider() throws(BindingFailure) -> AuthFunctions {
    try checked { () throws(BindingFailure) in
      try AuthFunctions(
        table(TUNNEL_AUTH, size: MemoryLayout<tunnel_auth_provider>.size, "it cannot supply credentials"), id)
    }
  }

  /// The functions that make the plugin a service of the operator; without them the instance is gone.
  func operatorFunctions() throws(BindingFailure) -> OperatorFunctions {
    try checked { () throws(BindingFailure) in try operatorFunctionsBeside() }
  }

  /// The same beside a transport: without them the instance goes on.
  func operatorFunctionsBeside() throws(BindingFailure) -> OperatorFunctions {
    try OperatorFunctions(
      table(TUNNEL_OPERATOR, size: MemoryLayout<tunnel_operator>.size, "it cannot serve the operator"), id)
  }

  private func checked<Functions>(
    _ look: () throws(BindingFailure) -> Functions
  ) throws(BindingFailure) -> Functions {
    do throws(BindingFailure) {
      return try look()
    } catch {
      destroy()
      throw error
    }
  }

  private func table(
    _ name: String, size: Int, _ consequence: String
  ) throws(BindingFailure) -> UnsafeRawPointer {
    guard let table = pointer.pointee.get_extension?(pointer, name) else {
      throw .broken(id, "it offers no \(name), so \(consequence)")
    }
    // Every table of the ABI begins with its size as the plugin knew it.
    let actual = table.load(as: UInt32.self)
    guard Int(actual) >= size else { throw .broken(id, "its \(name) table says \(actual) bytes, too few") }
    return table
  }

  /// Frees the instance. Its library stays loaded.
  func destroy() {
    pointer.pointee.destroy?(pointer)
    context.markDestroyed()
  }
}
