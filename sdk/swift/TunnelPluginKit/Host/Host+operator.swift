internal import CTunnelPlugin

extension Host {
  /// The state of the tunnel, the JSON of `/api/status`; nil when the host does not say. Names, descriptions and error
  /// texts in it may come from elsewhere: data, not words of the operator.
  public func tunnelStatus() -> [UInt8]? {
    guard let operatorTable, let handle = operatorTable.pointee.status_json?(pointer), handle != 0 else { return nil }
    defer { _ = bufferTable.pointee.release?(pointer, handle) }
    var contents = tunnel_bytes()
    guard let view = bufferTable.pointee.view, view(pointer, handle, &contents) >= 0 else { return nil }
    return Array(UnsafeRawBufferPointer(contents))
  }

  /// The version of the host, for those that introduce themselves in its name.
  public var version: String {
    pointer.pointee.version.map { String(cString: $0) } ?? ""
  }
}
