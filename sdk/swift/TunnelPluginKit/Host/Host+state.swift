internal import CTunnelPlugin

extension Host {
  /// The absolute path of a folder that is the plugin's alone, mode 0700, and outlives the process.
  ///
  /// - Throws: why there is none.
  public func stateFolder() throws(PluginError) -> String {
    try require(.state)
    var path = tunnel_string()
    var error = tunnel_error()
    error.size = UInt32(MemoryLayout<tunnel_error>.size)
    let status = stateTable?.pointee.folder?(pointer, &path, &error) ?? PluginStatus.unsupported.rawValue
    guard status >= 0 else { throw PluginError(PluginStatus(rawValue: status), error.hostText) }
    return BorrowedText(path).string
  }
}

extension tunnel_error {
  /// What the host wrote, cut at the end of the field should the NUL be missing.
  fileprivate var hostText: String {
    withUnsafeBytes(of: message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
