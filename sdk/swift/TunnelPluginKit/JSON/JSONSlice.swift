/// One raw JSON value inside bytes that somebody else owns: taken apart on demand, nothing is copied.
///
/// It trusts the host to have validated the text, and is only memory-safe about what is malformed: that reads as
/// "no such member".
public struct JSONSlice {
  public enum Kind: Sendable {
    case object
    case array
    case string
    case number
    case bool
    case null
    case malformed
  }

  /// The raw text, without white space around it.
  public let bytes: UnsafeRawBufferPointer

  public init(_ bytes: UnsafeRawBufferPointer) {
    var scanner = JSONScanner(bytes)
    self.bytes = scanner.value() ?? UnsafeRawBufferPointer(start: nil, count: 0)
  }

  fileprivate init(scanned bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
  }

  public var kind: Kind {
    switch bytes.first ?? 0 {
    case UInt8(ascii: "{"): .object
    case UInt8(ascii: "["): .array
    case UInt8(ascii: "\""): .string
    case UInt8(ascii: "t"), UInt8(ascii: "f"): .bool
    case UInt8(ascii: "n"): .null
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): .number
    default: .malformed
    }
  }

  /// The members of an object in their order; empty for anything else.
  public var members: [(name: JSONSlice, value: JSONSlice)] {
    guard kind == .object else { return [] }
    var members: [(name: JSONSlice, value: JSONSlice)] = []
    var scanner = JSONScanner(bytes)
    scanner.skip()
    while let name = scanner.value(), name.first == UInt8(ascii: "\""), scanner.take(UInt8(ascii: ":")),
      let value = scanner.value()
    {
      members.append((JSONSlice(scanned: name), JSONSlice(scanned: value)))
      guard scanner.take(UInt8(ascii: ",")) else { break }
    }
    return members
  }

  /// The elements of an array; empty for anything else.
  public var elements: [JSONSlice] {
    guard kind == .array else { return [] }
    var elements: [JSONSlice] = []
    var scanner = JSONScanner(bytes)
    scanner.skip()
    while let value = scanner.value() {
      elements.append(JSONSlice(scanned: value))
      guard scanner.take(UInt8(ascii: ",")) else { break }
    }
    return elements
  }

  /// The first member with this name, compared after decoding.
  public subscript(_ name: String) -> JSONSlice? {
    members.first { $0.name.string == name }?.value
  }

  public var bool: Bool? {
    guard kind == .bool else { return nil }
    return bytes.first == UInt8(ascii: "t")
  }

  /// The value of a number without fraction or exponent that fits 64 bits.
  public var integer: Int64? {
    guard kind == .number else { return nil }
    return Int64(String(decoding: bytes, as: UTF8.self))
  }

  /// The decoded text of a string.
  public var string: String? {
    guard kind == .string, bytes.count >= 2 else { return nil }
    return JSONString.decode(UnsafeRawBufferPointer(rebasing: bytes[1..<bytes.count - 1]))
  }
}
