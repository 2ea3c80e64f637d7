internal import CTunnelPlugin
internal import CTunnelPluginEntry
internal import TunnelPluginKit

// What the exported symbol of a plugin in Swift calls (sdk/swift/CTunnelPluginEntry/entry.c): the library that the plugin
// names by defining `tunnel_kit_library`.

private var library: PluginLibrary { PluginLibrary.at(tunnel_kit_library()) }

@c(tunnel_kit_descriptor_count)
func descriptorCount() -> UInt32 { library.count }

@c(tunnel_kit_descriptor_at)
func descriptor(at index: UInt32) -> UnsafePointer<tunnel_plugin_descriptor>? { library.descriptor(at: index) }

@c(tunnel_kit_create)
func create(
  host: UnsafePointer<tunnel_host>?, id: UnsafePointer<CChar>?,
  instance: UnsafeMutablePointer<UnsafeMutablePointer<tunnel_plugin_instance>?>?,
  failure: UnsafeMutablePointer<tunnel_error>?
) -> tunnel_status {
  library.create(host, id, instance, failure)
}
