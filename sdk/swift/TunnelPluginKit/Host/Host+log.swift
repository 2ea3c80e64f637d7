internal import CTunnelPlugin

extension Host {
  /// Writes one line to the operator's log. The message is formatted only when a line of this level is written.
  public func log(_ level: LogLevel, _ message: @autoclosure () -> String) {
    guard let logTable, let enabled = logTable.pointee.enabled, enabled(pointer, level.rawValue) > 0 else { return }
    var text = message()
    text.withUTF8 { utf8 in
      _ = logTable.pointee.write?(pointer, level.rawValue, tunnel_string(BorrowedText(UnsafeRawBufferPointer(utf8))))
    }
  }
}
