import CTunnelPlugin
import CurlHTTP
import NIOCore

/// The status codes with their C type: Swift imports an anonymous enum's constants as Int.
let success = tunnel_status(TUNNEL_OK)

extension tunnel_bytes {
  /// Nil when the pointer is NULL but the size is not, or no memory can be that large: `size_t` arrives as Int.
  var borrowed: UnsafeRawBufferPointer? {
    if size == 0 { return UnsafeRawBufferPointer(start: nil, count: 0) }
    guard size > 0 else { return nil }
    return data.map { UnsafeRawBufferPointer(start: $0, count: size) }
  }

  init(_ bytes: UnsafeRawBufferPointer) {
    self.init(data: bytes.baseAddress, size: bytes.count)
  }
}

extension tunnel_string {
  var borrowed: UnsafeRawBufferPointer? {
    if size == 0 { return UnsafeRawBufferPointer(start: nil, count: 0) }
    guard size > 0 else { return nil }
    return data.map { UnsafeRawBufferPointer(start: $0, count: size) }
  }

  /// A copy; invalid UTF-8 is replaced. Nil when the pointer is NULL but the size is not.
  var text: String? {
    borrowed.map { String(decoding: $0, as: UTF8.self) }
  }

  init(_ bytes: UnsafeRawBufferPointer) {
    self.init(data: bytes.baseAddress?.assumingMemoryBound(to: CChar.self), size: bytes.count)
  }
}

extension tunnel_headers {
  /// A copy; nil when a pointer is NULL that must not be.
  var fields: HTTPFields? {
    var fields = HTTPFields()
    guard count != 0 else { return fields }
    guard count > 0, let items else { return nil }
    for index in 0..<count {
      guard let name = items[index].name.borrowed, let value = items[index].value.borrowed else { return nil }
      fields.append(name, value)
    }
    return fields
  }
}

extension HTTPFields {
  /// The lines as C headers, borrowed for the call.
  func withCHeaders<Result>(_ body: (tunnel_headers) throws -> Result) rethrows -> Result {
    try withBlock { block, lines in
      let items = lines.map { line in
        tunnel_header(
          name: tunnel_string(.init(rebasing: block[line.name])),
          value: tunnel_string(.init(rebasing: block[line.value])))
      }
      return try items.withUnsafeBufferPointer { items in
        try body(tunnel_headers(items: items.baseAddress, count: items.count))
      }
    }
  }
}

extension ByteBuffer {
  init(copying bytes: UnsafeRawBufferPointer) {
    self.init()
    reserveCapacity(bytes.count)
    writeBytes(bytes)
  }
}

/// Puts the reason of a failure where a plugin, or the host, asked for it.
func fill(_ error: UnsafeMutablePointer<tunnel_error>?, _ status: tunnel_status, _ text: String) {
  guard let error, Int(error.pointee.size) >= MemoryLayout<tunnel_error>.size else { return }
  error.pointee.status = status
  withUnsafeMutableBytes(of: &error.pointee.message) { message in
    let utf8 = text.utf8.prefix(message.count - 1)
    message.copyBytes(from: utf8)
    message[utf8.count] = 0
  }
}

extension tunnel_error {
  /// An empty one for a plugin to fill.
  static func empty() -> tunnel_error {
    var error = tunnel_error()
    error.size = UInt32(MemoryLayout<tunnel_error>.size)
    return error
  }

  /// What the plugin wrote, cut at the end of the field should the NUL be missing.
  var text: String {
    withUnsafeBytes(of: message) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}
