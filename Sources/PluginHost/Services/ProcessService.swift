import CTunnelPlugin
import CurlHTTP
import NIOCore
import Synchronization

/// `tunnel.host.process/1`: supervised child processes.
enum ProcessService {
  static let table = ServiceTable(
    tunnel_host_process(
      size: UInt32(MemoryLayout<tunnel_host_process>.size), start: start, write: write, stop: stop),
    denied: tunnel_host_process(
      size: UInt32(MemoryLayout<tunnel_host_process>.size), start: { host, _, _, _ in Denied.answer(host) },
      write: { host, _, _ in Denied.answer(host) }, stop: { host, _, _ in Denied.answer(host) }))

  private static let start:
    @convention(c) (
      UnsafePointer<tunnel_host>?, UnsafePointer<tunnel_process_options>?, UnsafeMutablePointer<tunnel_process>?,
      UnsafeMutablePointer<tunnel_error>?
    ) -> tunnel_status = { host, raw, handle, error in
      guard let context = HostContext.of(host) else { return tunnel_status(TUNNEL_E_CLOSED) }
      guard NetworkLoop.isCurrent, let raw, Int(raw.pointee.size) >= MemoryLayout<tunnel_process_options>.size,
        let onOutput = raw.pointee.on_output, let onExit = raw.pointee.on_exit,
        let options = ChildOptions(raw.pointee)
      else {
        context.report(.invalidArgument)
        return tunnel_status(TUNNEL_E_INVALID)
      }
      let callbacks = ChildProcess.Callbacks(user: raw.pointee.user, onOutput: onOutput, onExit: onExit)
      let started = NetworkLoop.assumeIsolated {
        Result { () throws(ChildStartFailure) in try ChildProcess.start(options, callbacks, context) }
      }
      switch started {
      case .success(let number):
        handle?.pointee = number
        return success
      case .failure(let failure):
        fill(error, tunnel_status(TUNNEL_E_SYSTEM), failure.description)
        return tunnel_status(TUNNEL_E_SYSTEM)
      }
    }

  private static let write:
    @convention(c) (UnsafePointer<tunnel_host>?, tunnel_process, tunnel_bytes) -> tunnel_status =
      { host, handle, bytes in
        guard let context = HostContext.of(host) else { return tunnel_status(TUNNEL_E_CLOSED) }
        guard let bytes = bytes.borrowed else {
          context.report(.invalidArgument)
          return tunnel_status(TUNNEL_E_INVALID)
        }
        guard let child = context.processes.withLock({ $0.live(handle) }) else { return tunnel_status(TUNNEL_E_STALE) }
        switch child.reserve(bytes.count) {
        case .closed: return tunnel_status(TUNNEL_E_CLOSED)
        case .full: return tunnel_status(TUNNEL_E_LIMIT)
        case .reserved: break
        }
        let copy = ByteBuffer(copying: bytes)
        NetworkLoop.execute { child.write(copy) }
        return success
      }

  private static let stop: @convention(c) (UnsafePointer<tunnel_host>?, tunnel_process, UInt64) -> tunnel_status = {
    host, handle, grace in
    guard let context = HostContext.of(host) else { return tunnel_status(TUNNEL_E_CLOSED) }
    guard let child = context.processes.withLock({ $0.live(handle) }) else { return tunnel_status(TUNNEL_E_STALE) }
    NetworkLoop.execute { child.stop(grace: .milliseconds(Int64(clamping: min(grace, 1 << 40)))) }
    return success
  }
}

extension ChildOptions {
  /// Nil when a pointer is NULL that must not be, or there is no program.
  fileprivate init?(_ raw: tunnel_process_options) {
    func texts(_ items: UnsafePointer<tunnel_string>?, _ count: Int) -> [String]? {
      guard count > 0 else { return [] }
      guard let items else { return nil }
      let texts = (0..<count).compactMap { items[$0].text }
      return texts.count == count ? texts : nil
    }
    guard let arguments = texts(raw.arguments, raw.argument_count), !arguments.isEmpty,
      let inherit = texts(raw.inherit, raw.inherit_count), let directory = raw.working_directory.text,
      let environment = tunnel_headers(items: raw.environment, count: raw.environment_count).fields
    else { return nil }
    self.arguments = arguments
    self.inherit = inherit
    self.workingDirectory = directory.isEmpty ? nil : directory
    self.environment = (0..<environment.count).map { (environment.name(at: $0), environment.value(at: $0)) }
  }
}
