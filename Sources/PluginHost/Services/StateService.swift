import CTunnelPlugin
import Synchronization

/// `tunnel.host.state/1`: a private folder for each plugin.
enum StateService {
  static let table = ServiceTable(
    tunnel_host_state(size: UInt32(MemoryLayout<tunnel_host_state>.size), folder: folder),
    denied: tunnel_host_state(
      size: UInt32(MemoryLayout<tunnel_host_state>.size), folder: { host, _, _ in Denied.answer(host) }))

  private static let folder:
    @convention(c) (
      UnsafePointer<tunnel_host>?, UnsafeMutablePointer<tunnel_string>?, UnsafeMutablePointer<tunnel_error>?
    ) -> tunnel_status = { host, path, error in
      guard let context = HostContext.of(host) else { return tunnel_status(TUNNEL_E_CLOSED) }
      guard let path else {
        context.report(.invalidArgument)
        return tunnel_status(TUNNEL_E_INVALID)
      }
      let report = error
      do throws(StateFolder.Unusable) {
        path.pointee = try context.stateFolder()
        return success
      } catch {
        fill(report, tunnel_status(TUNNEL_E_SYSTEM), error.description)
        return tunnel_status(TUNNEL_E_SYSTEM)
      }
    }
}

extension HostContext {
  /// Its text lives as long as the context.
  fileprivate func stateFolder() throws(StateFolder.Unusable) -> tunnel_string {
    try stateText.withLock { stored throws(StateFolder.Unusable) in
      if let stored { return stored.string }
      let text = ConstantText(try StateFolder.make(for: pluginID, in: facilities.stateRoot))
      stored = text
      return text.string
    }
  }
}

/// Text at an address that does not move, for the rest of the process. `@unchecked Sendable`: nobody writes it.
struct ConstantText: @unchecked Sendable {
  private let bytes: UnsafeMutableRawBufferPointer

  init(_ text: String) {
    bytes = .allocate(byteCount: text.utf8.count, alignment: 1)
    bytes.copyBytes(from: text.utf8)
  }

  var string: tunnel_string { tunnel_string(UnsafeRawBufferPointer(bytes)) }
}
