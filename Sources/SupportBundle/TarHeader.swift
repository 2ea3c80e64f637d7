/// The 512 bytes in front of a file in a tar archive, as POSIX.1-2001 writes them (ustar). Pure.
struct TarHeader {
  /// Files start at a multiple of it.
  static let blockSize = 512
  /// What ends an archive: two empty blocks.
  static let end = [UInt8](repeating: 0, count: 2 * blockSize)

  /// At most 100 bytes.
  let name: String
  /// In bytes.
  let size: Int
  /// Seconds since 1970.
  let modifiedAt: Int64

  var bytes: [UInt8] {
    var block = [UInt8](repeating: 0, count: Self.blockSize)
    func put(_ text: String, at offset: Int, atMost count: Int) {
      for (index, byte) in text.utf8.prefix(count).enumerated() { block[offset + index] = byte }
    }
    put(name, at: 0, atMost: 100)
    put("0000600", at: 100, atMost: 7)
    // Nobody's: who unpacks it owns it.
    put("0000000", at: 108, atMost: 7)
    put("0000000", at: 116, atMost: 7)
    put(Self.octal(size, digits: 11), at: 124, atMost: 11)
    put(Self.octal(Int(clamping: max(modifiedAt, 0)), digits: 11), at: 136, atMost: 11)
    // The sum counts itself as spaces.
    put("        ", at: 148, atMost: 8)
    put("0", at: 156, atMost: 1)
    put("ustar", at: 257, atMost: 5)
    put("00", at: 263, atMost: 2)
    put(Self.octal(block.reduce(0) { $0 + Int($1) }, digits: 6), at: 148, atMost: 6)
    block[154] = 0
    return block
  }

  /// What follows the file, up to the next block.
  var padding: [UInt8] {
    [UInt8](repeating: 0, count: (Self.blockSize - size % Self.blockSize) % Self.blockSize)
  }

  private static func octal(_ number: Int, digits: Int) -> String {
    let text = String(number, radix: 8)
    return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
  }
}
