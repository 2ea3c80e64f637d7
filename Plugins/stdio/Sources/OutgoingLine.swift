internal import Glibc
internal import TunnelPluginKit

/// One line for the child's standard input. Its memory is used again and again.
struct OutgoingLine {
  private(set) var bytes: [UInt8] = []

  private static let keptCapacity = 1 << 16

  /// `message` with `replacement.1` in the place of each slice `replacement.0` of it, on one line.
  mutating func set(
    _ message: UnsafeRawBufferPointer, replacing replacements: [(slice: UnsafeRawBufferPointer, with: [UInt8])] = []
  ) {
    begin()
    append(message, replacing: replacements)
    end()
  }

  /// `notifications/cancelled` for a private number.
  mutating func setCancellation(of number: Int64) {
    begin()
    bytes.append(contentsOf: #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"#.utf8)
    bytes.append(contentsOf: String(number).utf8)
    bytes.append(contentsOf: #","reason":"the caller no longer waits"}}"#.utf8)
    end()
  }

  /// `initialize` under a private number, with the raw params of the caller's.
  mutating func setGreeting(_ number: Int64, params: [UInt8]) {
    begin()
    bytes.append(contentsOf: #"{"jsonrpc":"2.0","id":"#.utf8)
    bytes.append(contentsOf: String(number).utf8)
    bytes.append(contentsOf: #","method":"initialize","params":"#.utf8)
    bytes.append(contentsOf: params)
    bytes.append(UInt8(ascii: "}"))
    end()
  }

  mutating func setInitialized() {
    begin()
    bytes.append(contentsOf: #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#.utf8)
    end()
  }

  /// The answer to a request of the child with this raw id.
  mutating func setReply(to id: UnsafeRawBufferPointer, declined: Bool) {
    begin()
    bytes.append(contentsOf: #"{"jsonrpc":"2.0","id":"#.utf8)
    bytes.append(contentsOf: id)
    if declined {
      bytes.append(contentsOf: #","error":{"code":-32601,"message":"The tunnel does not answer requests"}}"#.utf8)
    } else {
      bytes.append(contentsOf: #","result":{}}"#.utf8)
    }
    end()
  }

  private mutating func begin() {
    // A large message is rare; its memory is not kept for the small ones.
    bytes.removeAll(keepingCapacity: bytes.capacity <= Self.keptCapacity)
  }

  private mutating func append(
    _ message: UnsafeRawBufferPointer, replacing replacements: [(slice: UnsafeRawBufferPointer, with: [UInt8])]
  ) {
    bytes.reserveCapacity(message.count + 64)
    var position = 0
    for (range, replacement) in Splice.ranges(of: replacements, in: message) {
      bytes.append(contentsOf: message[position..<range.lowerBound])
      bytes.append(contentsOf: replacement)
      position = range.upperBound
    }
    bytes.append(contentsOf: message[position...])
  }

  /// Line breaks between tokens are legal JSON and would break the framing; inside strings JSON has none.
  private mutating func end() {
    bytes.withUnsafeMutableBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      let hasBreak = memchr(base, 0x0A, bytes.count) != nil || memchr(base, 0x0D, bytes.count) != nil
      guard hasBreak else { return }
      for index in bytes.indices where bytes[index] == 0x0A || bytes[index] == 0x0D {
        bytes[index] = UInt8(ascii: " ")
      }
    }
    bytes.append(0x0A)
  }
}
