import CurlHTTP
import NIOCore

/// Takes the values of a frame out of its bytes and believes none of them.
struct WireReader {
  private var bytes: ByteBuffer

  private static let longestText = 1 << 20
  private static let mostItems = 10_000

  init(_ bytes: ByteBuffer) {
    self.bytes = bytes
  }

  mutating func integer<Value: FixedWidthInteger>(_ type: Value.Type = Value.self) throws(WireError) -> Value {
    guard let value = bytes.readInteger(endianness: .little, as: type) else { throw .truncated }
    return value
  }

  /// A count or a length that is an Int here.
  mutating func size() throws(WireError) -> Int { Int(try integer(UInt32.self)) }

  mutating func flag() throws(WireError) -> Bool {
    switch try integer(UInt8.self) {
    case 0: false
    case 1: true
    default: throw .badValue("flag")
    }
  }

  mutating func block() throws(WireError) -> ByteBuffer {
    guard let block = bytes.readSlice(length: try size()) else { throw .truncated }
    return block
  }

  mutating func text() throws(WireError) -> String {
    let block = try block()
    guard block.readableBytes <= Self.longestText,
      let text = String(validating: block.readableBytesView, as: UTF8.self)
    else { throw .badValue("text") }
    return text
  }

  mutating func optional<Value>(
    _ value: (inout WireReader) throws(WireError) -> Value
  ) throws(WireError) -> Value? {
    try flag() ? try value(&self) : nil
  }

  mutating func list<Value>(
    _ value: (inout WireReader) throws(WireError) -> Value
  ) throws(WireError) -> [Value] {
    let count = try size()
    guard count <= Self.mostItems else { throw .badValue("number of items") }
    var items: [Value] = []
    for _ in 0..<count { items.append(try value(&self)) }
    return items
  }

  mutating func pairs() throws(WireError) -> [(name: String, value: String)] {
    try list { (reader: inout WireReader) throws(WireError) in (name: try reader.text(), value: try reader.text()) }
  }

  mutating func headers() throws(WireError) -> HTTPFields {
    var fields = HTTPFields()
    let count = try size()
    guard count <= Self.mostItems else { throw .badValue("number of headers") }
    for _ in 0..<count {
      let (name, value) = (try block(), try block())
      fields.append(name.readableBytesView, value.readableBytesView)
    }
    return fields
  }

  /// Within `size` bytes.
  mutating func range(in size: Int) throws(WireError) -> Range<Int> {
    let (lower, upper) = (try self.size(), try self.size())
    guard lower <= upper, upper <= size else { throw .badValue("range") }
    return lower..<upper
  }

  func end() throws(WireError) {
    guard bytes.readableBytes == 0 else { throw .leftOver(bytes.readableBytes) }
  }
}
