internal import CTunnelPlugin

// tunnel_error carries its text in a fixed array, which Swift sees as a tuple of 504 bytes.

extension UnsafeMutablePointer where Pointee == tunnel_error {
  /// Puts the reason of a failure where the caller asked for it.
  func report(_ error: PluginError) {
    guard pointee.size >= UInt32(MemoryLayout<tunnel_error>.size) else { return }
    pointee.status = error.status.rawValue
    withUnsafeMutableBytes(of: &pointee.message) { field in
      var text = error.message
      text.withUTF8 { utf8 in
        // Cut at a character, so that what arrives is still UTF-8.
        var count = min(utf8.count, field.count - 1)
        if count < utf8.count {
          while count > 0, utf8[count] & 0xC0 == 0x80 { count -= 1 }
        }
        field.copyBytes(from: utf8[..<count])
        field[count] = 0
      }
    }
  }
}

extension tunnel_error {
  static func empty() -> tunnel_error {
    var error = tunnel_error()
    error.size = UInt32(MemoryLayout<tunnel_error>.size)
    return error
  }

  /// The text that the callee left.
  mutating func text() -> String {
    withUnsafeBytes(of: &message) { field in
      String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}
