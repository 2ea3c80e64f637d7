/// Header lines in their order, kept as one block of bytes and cut up only when somebody looks.
///
/// A command's headers and a server's answer pass through the process without a string being made of each.
public struct HTTPFields: Sendable, Equatable {
  /// Where a line's name and value lie in the block.
  public struct Line: Sendable, Equatable {
    public var name: Range<Int>
    public var value: Range<Int>
  }

  var bytes: [UInt8] = []
  var lines: [Line] = []

  public init() {}

  public init(_ fields: KeyValuePairs<String, String>) {
    for (name, value) in fields { append(name, value) }
  }

  public var count: Int { lines.count }
  public var isEmpty: Bool { lines.isEmpty }

  /// Adds a line behind the others; lines of the same name are kept apart.
  public mutating func append(_ name: String, _ value: String) {
    append(name.utf8, value.utf8)
  }

  public mutating func append(_ name: some Sequence<UInt8>, _ value: some Sequence<UInt8>) {
    let start = bytes.count
    bytes.append(contentsOf: name)
    let middle = bytes.count
    bytes.append(contentsOf: value)
    lines.append(Line(name: start..<middle, value: middle..<bytes.count))
  }

  /// The bytes of the name and value of a line, borrowed for the call.
  public func withLine<Result>(
    _ index: Int, _ body: (_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    try bytes.withUnsafeBytes { block in
      try body(.init(rebasing: block[lines[index].name]), .init(rebasing: block[lines[index].value]))
    }
  }

  /// The block and where its lines are, borrowed for the call.
  public func withBlock<Result>(
    _ body: (_ block: UnsafeRawBufferPointer, _ lines: [Line]) throws -> Result
  ) rethrows -> Result {
    try bytes.withUnsafeBytes { try body($0, lines) }
  }

  public func name(at index: Int) -> String { String(decoding: bytes[lines[index].name], as: UTF8.self) }
  public func value(at index: Int) -> String { String(decoding: bytes[lines[index].value], as: UTF8.self) }

  /// Whether the line's name is `name`, which must be in lower case, without regard to case.
  public func isNamed(_ index: Int, _ name: StaticString) -> Bool {
    let range = lines[index].name
    guard range.count == name.utf8CodeUnitCount else { return false }
    return bytes.withUnsafeBufferPointer { block in
      for offset in 0..<range.count where Self.lowercased(block[range.lowerBound + offset]) != name.utf8Start[offset] {
        return false
      }
      return true
    }
  }

  /// The value of the first line with this name (in lower case).
  public func first(_ name: StaticString) -> String? {
    for index in lines.indices where isNamed(index, name) { return value(at: index) }
    return nil
  }

  /// The values of all lines with this name (in lower case).
  public func all(_ name: StaticString) -> [String] {
    lines.indices.filter { isNamed($0, name) }.map(value(at:))
  }

  /// Parses one line of a response head as libcurl hands it over, terminator included. False when it has no
  /// colon; folded lines do not occur, libcurl joins them.
  mutating func append(headLine line: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return false }
    var start = colon + 1
    var end = line.count
    while start < end, Self.isBlank(line[start]) { start += 1 }
    while end > start, Self.isBlank(line[end - 1]) { end -= 1 }
    append(line[..<colon], line[start..<end])
    return true
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\n")
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 {
    byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
  }
}
