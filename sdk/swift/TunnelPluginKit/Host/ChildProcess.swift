internal import CTunnelPlugin

/// A supervised child process.
///
/// The host holds this object until the child is gone; the delegate is held weakly.
public final class ChildProcess {
  private let host: UnsafePointer<tunnel_host>
  private let table: UnsafePointer<tunnel_host_process>
  private var handle: tunnel_process = 0
  private var isGone = false
  /// How it ended, once it is gone: its exit code; nil when a signal ended it or it never started.
  public private(set) var exitCode: Int32?
  /// The last line of its standard error, once it is gone; may be empty.
  public private(set) var lastErrorLine = ""
  private weak var delegate: (any ChildProcessDelegate)?

  /// Starts a child: `.system` with the reason when the program does not exist or is not executable.
  public init(
    _ host: Host, _ options: ChildProcessOptions, delegate: any ChildProcessDelegate
  ) throws(PluginError) {
    guard let table = host.processTable, let start = table.pointee.start else { throw .missing(.process) }
    self.host = host.pointer
    self.table = table
    self.delegate = delegate
    let user = Unmanaged.passRetained(self)
    var failure = tunnel_error.empty()
    // Not `handle` itself: a callback from within `start` would find it being written.
    var started: tunnel_process = 0
    let status = options.withOptions { options in
      options.user = user.toOpaque()
      options.on_output = { user, _, data in
        guard let user else { return }
        let child = Unmanaged<ChildProcess>.fromOpaque(user).takeUnretainedValue()
        child.delegate?.child(child, didOutput: UnsafeRawBufferPointer(data))
      }
      options.on_exit = { user, _, exit in
        guard let user else { return }
        Unmanaged<ChildProcess>.fromOpaque(user).takeRetainedValue().exited(exit)
      }
      return PluginStatus(rawValue: start(host.pointer, &options, &started, &failure))
    }
    guard status.isOK else {
      user.release()
      guard status != .denied else { throw .denied(.process) }
      let reason = failure.text()
      throw PluginError(status, reason.isEmpty ? "the host did not start it (status \(status.rawValue))" : reason)
    }
    if !isGone { handle = started }
  }

  /// Queues bytes for the child's standard input: `.limit` while too many wait, `.closed` when the child closed it.
  public func write(_ bytes: UnsafeRawBufferPointer) -> PluginStatus {
    guard handle != 0, let write = table.pointee.write else { return .closed }
    return PluginStatus(rawValue: write(host, handle, tunnel_bytes(bytes)))
  }

  /// Ends the child: closes its input, then signals after `graceMilliseconds`. `didExit` follows.
  public func stop(graceMilliseconds: UInt64) {
    guard handle != 0 else { return }
    _ = table.pointee.stop?(host, handle, graceMilliseconds)
  }

  private func exited(_ exit: UnsafePointer<tunnel_process_exit>?) {
    handle = 0
    isGone = true
    if let exit {
      exitCode = exit.pointee.exited != 0 ? exit.pointee.code : nil
      // A host of an earlier minor version does not say.
      if exit.pointee.size >= UInt32(MemoryLayout<tunnel_process_exit>.size) {
        lastErrorLine = BorrowedText(exit.pointee.last_error_line).string
      }
    }
    delegate?.child(self, didExit: exit.map { BorrowedText($0.pointee.reason).string } ?? "")
  }
}
