import CPipes

/// Ends this process some time after the one at the other end of a socket is gone, even when a plugin never gives the
/// loop back. A parent-death signal would not do: it follows the thread that spawned us, and those come and go.
enum ParentWatch {
  /// So many seconds the loop has to end by itself.
  private static let grace: UInt32 = 3

  /// False when there can be no thread for it.
  static func start(_ descriptor: CInt) -> Bool {
    tunnel_end_after_hang_up(descriptor, grace) == 0
  }
}
