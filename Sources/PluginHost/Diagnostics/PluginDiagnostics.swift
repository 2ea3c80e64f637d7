import CTunnelPlugin
public import CurlHTTP
public import Logging

/// The diagnostic functions of one plugin, with the instance that they belong to.
@NetworkLoop
public struct PluginDiagnostics: Sendable {
  /// In the plugin's order.
  public nonisolated let functions: [PluginDiagnostic]
  private let instance: PluginInstance

  /// Makes an instance, which is not opened. Runs the plugin's code: in a process that may crash.
  ///
  /// - Throws: what the plugin said, that it offers none, or what is wrong with its table.
  public init(_ found: PluginCatalog.Found, logger: Logger) throws(BindingFailure) {
    let id = found.descriptor.id
    instance = try PluginInstance(found, channel: "diagnostics", facilities: HostFacilities(), logger: logger)
    let table = try instance.diagnosticTable().assumingMemoryBound(to: tunnel_diagnostic.self)
    var functions: [PluginDiagnostic] = []
    while let pointer = table.pointee.functions?[functions.count] {
      guard functions.count < PluginDiagnostic.most else {
        throw .broken(id, "its \(TUNNEL_DIAGNOSTIC) has no NULL at its end")
      }
      functions.append(try PluginDiagnostic(pointer, of: id))
    }
    self.functions = functions
  }

  /// Frees the instance, once no function will be called any more; without it, it stays.
  public func end() { instance.destroy() }
}
