import CTunnelPlugin

/// The functions of a plugin's `tunnel.command/1`; none of them is NULL.
///
/// `@unchecked Sendable`: immutable, and a C function belongs to no thread.
struct CommandFunctions: @unchecked Sendable {
  let isCancellable: Bool
  let run: @convention(c) (UnsafeMutablePointer<tunnel_plugin_instance>?, UnsafePointer<tunnel_command_call>?) -> Int32

  /// `table` points to a whole table.
  init(_ table: UnsafeRawPointer, _ id: String) throws(BindingFailure) {
    let raw = table.assumingMemoryBound(to: tunnel_command.self)
    guard let run = raw.pointee.run else { throw .broken(id, "`run` in its \(TUNNEL_COMMAND) table is NULL") }
    self.run = run
    isCancellable = raw.pointee.flags & UInt32(TUNNEL_COMMAND_CANCELLABLE) != 0
  }
}
