/// Walks over a whole JSON text, checks that it is one (RFC 8259), and names every string value with the member that
/// holds it. Any depth: it keeps its own stack.
public struct JSONStringWalk {
  private enum Container {
    case array(member: Range<Int>?)
    case object
  }

  private let bytes: UnsafeRawBufferPointer
  private var index = 0
  private var stack: [Container] = []
  /// The name of the member whose value comes next, quotes included; an array hands it on to its elements.
  private var member: Range<Int>?

  private init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
  }

  /// Calls `visit` with where each string value is, quotes included, and where the name of its member is; nil for a
  /// string in no object. Nothing else of the text is looked at.
  ///
  /// - Returns: Whether the text is JSON. If not, what was visited means nothing.
  public static func visit(
    _ bytes: UnsafeRawBufferPointer, _ visit: (_ value: Range<Int>, _ member: Range<Int>?) -> Void
  ) -> Bool {
    var walk = JSONStringWalk(bytes)
    return walk.run(visit)
  }

  private mutating func run(_ visit: (Range<Int>, Range<Int>?) -> Void) -> Bool {
    repeat {
      guard value(visit) else { return false }
      guard closeContainers() else { return false }
    } while !stack.isEmpty
    skipWhiteSpace()
    return index == bytes.count
  }

  /// One scalar, or the beginning of a container up to its first value. An empty container is whole.
  private mutating func value(_ visit: (Range<Int>, Range<Int>?) -> Void) -> Bool {
    while true {
      skipWhiteSpace()
      guard index < bytes.count else { return false }
      switch bytes[index] {
      case UInt8(ascii: "\""):
        guard let range = string() else { return false }
        visit(range, member)
        return true
      case UInt8(ascii: "{"):
        index += 1
        if take(UInt8(ascii: "}")) { return true }
        stack.append(.object)
        guard name() else { return false }
      case UInt8(ascii: "["):
        index += 1
        if take(UInt8(ascii: "]")) { return true }
        stack.append(.array(member: member))
      case UInt8(ascii: "t"): return word("true")
      case UInt8(ascii: "f"): return word("false")
      case UInt8(ascii: "n"): return word("null")
      default: return number()
      }
    }
  }

  /// After a value: the ends of containers, up to a comma that another value follows, or the end of the text.
  private mutating func closeContainers() -> Bool {
    while let container = stack.last {
      if take(UInt8(ascii: ",")) {
        switch container {
        case .object: return name()
        case .array(let outer):
          member = outer
          return true
        }
      }
      let end =
        switch container {
        case .object: UInt8(ascii: "}")
        case .array: UInt8(ascii: "]")
        }
      guard take(end) else { return false }
      stack.removeLast()
    }
    return true
  }

  private mutating func name() -> Bool {
    skipWhiteSpace()
    guard index < bytes.count, bytes[index] == UInt8(ascii: "\""), let range = string() else { return false }
    member = range
    return take(UInt8(ascii: ":"))
  }

  private mutating func string() -> Range<Int>? {
    let start = index
    index += 1
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\""):
        index += 1
        return start..<index
      case UInt8(ascii: "\\"):
        guard escape() else { return nil }
      case ..<0x20: return nil
      default: index += 1
      }
    }
    return nil
  }

  private mutating func escape() -> Bool {
    guard index + 1 < bytes.count else { return false }
    guard bytes[index + 1] == UInt8(ascii: "u") else {
      defer { index += 2 }
      return "\"\\/bfnrt".utf8.contains(bytes[index + 1])
    }
    guard index + 6 <= bytes.count, bytes[index + 2..<index + 6].allSatisfy(\.isHexDigit) else { return false }
    index += 6
    return true
  }

  private mutating func word(_ word: StaticString) -> Bool {
    let end = index + word.utf8CodeUnitCount
    guard end <= bytes.count, bytes[index..<end].elementsEqual(word.utf8Bytes) else { return false }
    index = end
    return true
  }

  private mutating func number() -> Bool {
    if index < bytes.count, bytes[index] == UInt8(ascii: "-") { index += 1 }
    let start = index
    guard digits() else { return false }
    if bytes[start] == UInt8(ascii: "0"), index > start + 1 { return false }
    if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
      index += 1
      guard digits() else { return false }
    }
    if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
      index += 1
      if index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") { index += 1 }
      guard digits() else { return false }
    }
    return true
  }

  private mutating func digits() -> Bool {
    let start = index
    while index < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) { index += 1 }
    return index > start
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    skipWhiteSpace()
    guard index < bytes.count, bytes[index] == byte else { return false }
    index += 1
    return true
  }

  private mutating func skipWhiteSpace() {
    while index < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[index]) { index += 1 }
  }
}

extension UInt8 {
  fileprivate var isHexDigit: Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
      || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self | 0x20)
  }
}
