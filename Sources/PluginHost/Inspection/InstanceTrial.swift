import CTunnelPlugin
import CurlHTTP
import Logging

/// Makes and frees instances of a plugin, without opening them.
@NetworkLoop
struct InstanceTrial {
  let found: PluginCatalog.Found
  let logger: Logger

  /// Twice: what a first instance leaves behind shows in a second.
  func lifeCycle() -> PluginFinding {
    let check = PluginCheck.lifeCycle
    let id = found.descriptor.id
    for round in ["", "a second time "] {
      let (status, instance, text, context) = create(id)
      guard status >= 0 else {
        return PluginFinding(
          check, of: id, .failed, "create \(round)refused: \(text.isEmpty ? "status \(status)" : text)",
          fix: "create with what every host has; refuse in open what a configuration lacks")
      }
      guard let instance else {
        return PluginFinding(
          check, of: id, .failed, "create \(round)said OK and gave no instance", fix: "set *instance")
      }
      guard Int(instance.pointee.size) >= MemoryLayout<tunnel_plugin_instance>.size,
        let getExtension = instance.pointee.get_extension, let destroy = instance.pointee.destroy
      else {
        return PluginFinding(
          check, of: id, .failed, "the table of its instance is too small, or has a NULL entry",
          fix: "fill all of tunnel_plugin_instance, `size` with sizeof")
      }
      for name in found.descriptor.extensions where getExtension(instance, name) == nil {
        return PluginFinding(
          check, of: id, .failed, "get_extension has no \(name), which the descriptor offers",
          fix: "answer it, or do not offer it")
      }
      if getExtension(instance, "tunnel.no-such-extension/1") != nil {
        return PluginFinding(
          check, of: id, .failed, "get_extension answered for an extension that nobody knows",
          fix: "return NULL for every name that is not yours")
      }
      destroy(instance)
      context.markDestroyed()
      if let fault = context.faultCounts.keys.first {
        return PluginFinding(
          check, of: id, .failed, "it \(fault.rawValue)", fix: "see \"Handles and faults\" in docs/plugin-abi.md")
      }
    }
    return PluginFinding(check, of: id, .passed)
  }

  func unknownID() -> PluginFinding {
    let check = PluginCheck.unknownID
    let id = found.descriptor.id
    let fix = "compare the id with your descriptors' in create; answer TUNNEL_E_INVALID and leave *instance alone"
    let (status, instance, _, context) = create("org.tunnel-client.verify.no-such-plugin")
    context.markDestroyed()
    guard status < 0 else { return PluginFinding(check, of: id, .failed, "create said OK", fix: fix) }
    guard instance == nil else {
      return PluginFinding(check, of: id, .failed, "create refused, and gave an instance all the same", fix: fix)
    }
    return PluginFinding(check, of: id, .passed)
  }

  private func create(_ id: String) -> (
    tunnel_status, UnsafeMutablePointer<tunnel_plugin_instance>?, String, HostContext
  ) {
    let context = HostContext(
      pluginID: found.descriptor.id, channel: "verify", granted: found.granted, facilities: HostFacilities(),
      logger: logger)
    var instance: UnsafeMutablePointer<tunnel_plugin_instance>?
    var error = tunnel_error.empty()
    let status = found.library.entry.pointee.create?(HostTable.make(for: context), id, &instance, &error)
    return (status ?? tunnel_status(TUNNEL_E_UNSUPPORTED), instance, error.text, context)
  }
}
