import CTunnelPlugin
import CurlHTTP
import Logging

/// A created plugin instance that offers a transport, with its tables checked before they are used.
@NetworkLoop
final class PluginInstance {
  let context: HostContext
  private let instance: UnsafeMutablePointer<tunnel_plugin_instance>
  let transport: Transport

  /// The functions of a transport; none of them is NULL.
  struct Transport {
    let hasProcessAffinity: Bool
    let open:
      @convention(c) (
        UnsafeMutablePointer<tunnel_plugin_instance>?, UnsafePointer<tunnel_binding>?,
        UnsafeMutablePointer<tunnel_error>?
      ) -> tunnel_status
    let close: @convention(c) (UnsafeMutablePointer<tunnel_plugin_instance>?) -> Void
    let start:
      @convention(c) (UnsafeMutablePointer<tunnel_plugin_instance>?, tunnel_exchange, UnsafePointer<tunnel_call>?) ->
        tunnel_status
    let cancel: @convention(c) (UnsafeMutablePointer<tunnel_plugin_instance>?, tunnel_exchange, UInt32) -> Void
    let probe: @convention(c) (UnsafeMutablePointer<tunnel_plugin_instance>?, tunnel_exchange) -> Void
  }

  /// Creates the instance of a found plugin.
  ///
  /// - Throws: what the plugin said, or what is wrong with its tables; the plugin's own pieces are released.
  init(_ found: PluginCatalog.Found, channel: String, logger: Logger) throws(BindingFailure) {
    let id = found.descriptor.id
    guard let create = found.library.entry.pointee.create else { throw .broken(id, "its create function is NULL") }
    context = HostContext(
      pluginID: id, channel: channel, granted: found.granted, logger: logger)
    var created: UnsafeMutablePointer<tunnel_plugin_instance>?
    var error = tunnel_error.empty()
    let status = create(HostTable.make(for: context), id, &created, &error)
    guard status >= 0, let created else {
      context.markDestroyed()
      guard status < 0 else { throw .broken(id, "create returned no instance") }
      throw .refused(id, error.text.isEmpty ? "create returned \(status)" : error.text)
    }
    instance = created
    do throws(BindingFailure) {
      transport = try Self.transport(of: created, id)
    } catch {
      created.pointee.destroy?(created)
      context.markDestroyed()
      throw error
    }
  }

  private static func transport(
    of instance: UnsafeMutablePointer<tunnel_plugin_instance>, _ id: String
  ) throws(BindingFailure) -> Transport {
    guard Int(instance.pointee.size) >= MemoryLayout<tunnel_plugin_instance>.size,
      let getExtension = instance.pointee.get_extension, instance.pointee.destroy != nil
    else { throw .broken(id, "its instance table is too small or has a NULL entry") }
    guard let pointer = getExtension(instance, TUNNEL_TRANSPORT) else {
      throw .broken(id, "it offers no \(TUNNEL_TRANSPORT), so it cannot serve a channel")
    }
    let raw = pointer.assumingMemoryBound(to: tunnel_transport.self)
    guard Int(raw.pointee.size) >= MemoryLayout<tunnel_transport>.size else {
      throw .broken(id, "its \(TUNNEL_TRANSPORT) table says \(raw.pointee.size) bytes, too few")
    }
    func required<Function>(_ name: String, _ function: Function?) throws(BindingFailure) -> Function {
      guard let function else { throw .broken(id, "`\(name)` in its \(TUNNEL_TRANSPORT) table is NULL") }
      return function
    }
    return Transport(
      hasProcessAffinity: raw.pointee.flags & UInt32(TUNNEL_TRANSPORT_PROCESS_AFFINITY) != 0,
      open: try required("open", raw.pointee.open), close: try required("close", raw.pointee.close),
      start: try required("start", raw.pointee.start), cancel: try required("cancel", raw.pointee.cancel),
      probe: try required("probe", raw.pointee.probe))
  }

  func open(_ binding: UnsafePointer<tunnel_binding>, _ error: UnsafeMutablePointer<tunnel_error>) -> tunnel_status {
    transport.open(instance, binding, error)
  }

  func close() {
    transport.close(instance)
  }

  func start(_ exchange: UInt64, _ call: UnsafePointer<tunnel_call>) -> tunnel_status {
    transport.start(instance, exchange, call)
  }

  func cancel(_ exchange: UInt64, reason: Int) {
    transport.cancel(instance, exchange, UInt32(reason))
  }

  func probe(_ exchange: UInt64) {
    transport.probe(instance, exchange)
  }

  /// Frees the instance. Its library stays loaded.
  func destroy() {
    instance.pointee.destroy?(instance)
    context.markDestroyed()
  }
}
