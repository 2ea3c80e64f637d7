internal import CTunnelPlugin

/// UTF-8 that belongs to somebody else, valid for the duration of the call that brought it.
///
/// Comparing costs no `String`; ask for `string` only when the text is kept or shown.
public struct BorrowedText {
  public let bytes: UnsafeRawBufferPointer

  public init() {
    bytes = UnsafeRawBufferPointer(start: nil, count: 0)
  }

  public init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
  }

  public init(_ literal: StaticString) {
    bytes = literal.utf8Bytes
  }

  public var isEmpty: Bool { bytes.isEmpty }

  public var string: String { String(decoding: bytes, as: UTF8.self) }

  public static func == (text: BorrowedText, literal: StaticString) -> Bool {
    text.bytes.elementsEqual(literal.utf8Bytes)
  }

  /// Whether this raw text from between the quotes of a JSON string means `literal`: `tools\/list` is `tools/list`, and
  /// some JSON writers escape every slash.
  public func isJSON(_ literal: StaticString) -> Bool {
    if bytes.count == literal.utf8CodeUnitCount { return self == literal }
    guard bytes.contains(UInt8(ascii: "\\")) else { return false }
    return JSONString.decode(bytes).map { $0.utf8.elementsEqual(literal.utf8Bytes) } ?? false
  }

  /// Whether both are the same but for the case of ASCII letters, as header names compare (RFC 9110 §5.1).
  public func equalsIgnoringCase(_ other: BorrowedText) -> Bool {
    guard bytes.count == other.bytes.count else { return false }
    for index in bytes.indices where bytes[index].lowercasedASCII != other.bytes[index].lowercasedASCII {
      return false
    }
    return true
  }

  public func equalsIgnoringCase(_ literal: StaticString) -> Bool {
    equalsIgnoringCase(BorrowedText(literal))
  }

  /// The text without the spaces and tabs around it.
  public func trimmed() -> BorrowedText {
    var slice = bytes[...]
    while let first = slice.first, first == UInt8(ascii: " ") || first == UInt8(ascii: "\t") { slice.removeFirst() }
    while let last = slice.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\t") { slice.removeLast() }
    return BorrowedText(UnsafeRawBufferPointer(rebasing: slice))
  }

  /// What comes before the first `separator`, or everything.
  public func prefix(before separator: UInt8) -> BorrowedText {
    BorrowedText(UnsafeRawBufferPointer(rebasing: bytes.prefix { $0 != separator }))
  }
}

extension BorrowedText {
  init(_ text: tunnel_string) {
    bytes = UnsafeRawBufferPointer(start: text.data, count: text.data == nil ? 0 : text.size)
  }
}

extension tunnel_string {
  init(_ text: BorrowedText) {
    self.init(data: text.bytes.baseAddress?.assumingMemoryBound(to: CChar.self), size: text.bytes.count)
  }
}

extension UnsafeRawBufferPointer {
  init(_ bytes: tunnel_bytes) {
    self.init(start: bytes.data, count: bytes.data == nil ? 0 : bytes.size)
  }
}

extension tunnel_bytes {
  init(_ bytes: UnsafeRawBufferPointer) {
    self.init(data: bytes.baseAddress, size: bytes.count)
  }
}

extension UInt8 {
  /// The byte, with A-Z made a-z.
  var lowercasedASCII: UInt8 {
    self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") ? self | 0x20 : self
  }
}
