import CTunnelPlugin
import NIOCore

/// `tunnel.host.buffer/1`: refcounted bytes. Every plugin gets it.
enum BufferService {
  static let table = ServiceTable(
    tunnel_host_buffer(
      size: UInt32(MemoryLayout<tunnel_host_buffer>.size), create: create, append: append, view: view, retain: retain,
      release: release),
    denied: tunnel_host_buffer?.none)

  private static let create: @convention(c) (UnsafePointer<tunnel_host>?, Int) -> tunnel_buffer = { host, capacity in
    HostContext.of(host)?.buffers.create(capacity: capacity) ?? 0
  }

  private static let append:
    @convention(c) (UnsafePointer<tunnel_host>?, tunnel_buffer, tunnel_bytes) -> tunnel_status = {
      host, buffer, bytes in
      guard let context = HostContext.of(host) else { return tunnel_status(TUNNEL_E_CLOSED) }
      guard let bytes = bytes.borrowed else {
        context.report(.invalidArgument)
        return tunnel_status(TUNNEL_E_INVALID)
      }
      switch context.buffers.append(buffer, bytes) {
      case .appended:
        return success
      case .tooLarge:
        return tunnel_status(TUNNEL_E_LIMIT)
      case .frozen:
        context.report(.frozenBuffer)
        return tunnel_status(TUNNEL_E_INVALID)
      case .stale:
        return stale(context)
      }
    }

  private static let view:
    @convention(c) (UnsafePointer<tunnel_host>?, tunnel_buffer, UnsafeMutablePointer<tunnel_bytes>?) -> tunnel_status =
      { host, buffer, contents in
        guard let context = HostContext.of(host) else { return tunnel_status(TUNNEL_E_CLOSED) }
        guard let contents else {
          context.report(.invalidArgument)
          return tunnel_status(TUNNEL_E_INVALID)
        }
        guard let bytes = context.buffers.contents(buffer) else { return stale(context) }
        // The table keeps the frozen storage, so the pointer is good until the last reference goes.
        contents.pointee = bytes.withUnsafeReadableBytesWithStorageManagement { bytes, _ in tunnel_bytes(bytes) }
        return success
      }

  private static let retain: @convention(c) (UnsafePointer<tunnel_host>?, tunnel_buffer) -> tunnel_status = {
    host, buffer in
    guard let context = HostContext.of(host) else { return tunnel_status(TUNNEL_E_CLOSED) }
    return context.buffers.retain(buffer) ? success : stale(context)
  }

  private static let release: @convention(c) (UnsafePointer<tunnel_host>?, tunnel_buffer) -> tunnel_status = {
    host, buffer in
    guard let context = HostContext.of(host) else { return tunnel_status(TUNNEL_E_CLOSED) }
    return context.buffers.release(buffer) ? success : stale(context)
  }

  private static func stale(_ context: HostContext) -> tunnel_status {
    context.report(.staleBuffer)
    return tunnel_status(TUNNEL_E_STALE)
  }
}
