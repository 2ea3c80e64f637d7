import CurlHTTP
import NIOCore

/// Puts the values of a frame together, its length in front.
///
/// Large blocks stay in the buffers that they came in: what is written is a list of buffers.
struct WireWriter {
  private var parts: [ByteBuffer] = []
  private var tail = ByteBuffer()

  /// A block of so many bytes is worth a buffer of its own.
  private static let large = 16 << 10

  private init(kind: UInt8) {
    tail.writeInteger(UInt32(0))
    integer(kind)
  }

  /// A whole frame with what `write` puts behind its kind; empty when it would be longer than any reader takes.
  static func frame(
    _ kind: some RawRepresentable<UInt8>, _ write: (inout WireWriter) -> Void = { _ in }
  ) -> [ByteBuffer] {
    var writer = WireWriter(kind: kind.rawValue)
    write(&writer)
    return writer.finished()
  }

  mutating func integer(_ value: some FixedWidthInteger) {
    tail.writeInteger(value, endianness: .little)
  }

  mutating func size(_ count: Int) { integer(UInt32(clamping: count)) }
  mutating func flag(_ value: Bool) { integer(UInt8(value ? 1 : 0)) }

  mutating func block(_ blocks: [ByteBuffer]) {
    let count = blocks.reduce(0) { $0 + $1.readableBytes }
    size(count)
    guard count >= Self.large else {
      for block in blocks { tail.writeImmutableBuffer(block) }
      return
    }
    parts.append(tail)
    parts += blocks.filter { $0.readableBytes > 0 }
    tail = ByteBuffer()
  }

  mutating func block(_ bytes: some Collection<UInt8>) {
    size(bytes.count)
    tail.writeBytes(bytes)
  }

  mutating func text(_ text: String) {
    size(text.utf8.count)
    tail.writeString(text)
  }

  mutating func optional<Value>(_ value: Value?, _ write: (inout WireWriter, Value) -> Void) {
    flag(value != nil)
    if let value { write(&self, value) }
  }

  mutating func list<Item>(_ items: [Item], _ write: (inout WireWriter, Item) -> Void) {
    size(items.count)
    for item in items { write(&self, item) }
  }

  mutating func pairs(_ pairs: [(name: String, value: String)]) {
    list(pairs) { writer, pair in
      writer.text(pair.name)
      writer.text(pair.value)
    }
  }

  mutating func headers(_ fields: HTTPFields) {
    size(fields.count)
    fields.withBlock { block, lines in
      for line in lines {
        self.block(block[line.name])
        self.block(block[line.value])
      }
    }
  }

  mutating func range(_ range: Range<Int>) {
    size(range.lowerBound)
    size(range.upperBound)
  }

  private consuming func finished() -> [ByteBuffer] {
    var result = parts + (tail.readableBytes > 0 ? [tail] : [])
    let length = result.reduce(0) { $0 + $1.readableBytes } - 4
    guard length <= FrameReader.longest else { return [] }
    result[0].setInteger(UInt32(length), at: result[0].readerIndex, endianness: .little)
    return result
  }
}
