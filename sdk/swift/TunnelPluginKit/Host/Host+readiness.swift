internal import CTunnelPlugin

extension Host {
  /// The server is there, as a new one that knows nothing of what an earlier one was told. Say it before the first call
  /// goes to it. A host without the service probes instead, so nothing is lost.
  public func serverIsUp(generation: UInt64) {
    _ = readinessTable?.pointee.up?(pointer, generation)
  }

  /// There is nothing to serve until ``serverIsUp(generation:)``: the channel is as if it were not configured. A host that
  /// does not know that goes on as before.
  public func channelIsIdle(_ reason: String) {
    var reason = reason
    reason.withUTF8 { utf8 in
      _ = readinessTable?.pointee.idle?(pointer, tunnel_string(BorrowedText(UnsafeRawBufferPointer(utf8))))
    }
  }

  /// The server is gone; `reason` is one line for the operator.
  public func serverIsDown(_ reason: String) {
    var reason = reason
    reason.withUTF8 { utf8 in
      _ = readinessTable?.pointee.down?(pointer, tunnel_string(BorrowedText(UnsafeRawBufferPointer(utf8))))
    }
  }
}
