/// Reads a JSON document from front to back, looking at each byte once and decoding nothing that is not asked for.
///
/// Strict RFC 8259: what it accepts, every other reader accepts. It borrows the memory it was given, which has to
/// outlive it. A call where the grammar has no place for it throws ``JSONError/Reason/misplacedCall``.
///
/// ```swift
/// var cursor = JSONCursor(bytes)
/// try cursor.beginObject()
/// while let key = try cursor.nextMember() {
///   switch key {
///   case "name": name = try cursor.readString().decoded
///   default: _ = try cursor.skipValue()
///   }
/// }
/// try cursor.end()
/// ```
public struct JSONCursor {
  private enum State {
    case beforeValue
    case justOpened
    case afterValue
  }

  private let scanner: JSONScanner
  private var stack = ContainerStack()
  private var state = State.beforeValue
  /// The next byte to be read.
  public private(set) var offset = 0

  public init(_ bytes: UnsafeRawBufferPointer, limits: JSONLimits = .default) {
    scanner = JSONScanner(bytes: bytes, limits: limits)
  }

  /// How many objects and arrays are open.
  public var depth: Int { stack.count }

  /// The kind of the value that comes next, without reading it.
  public mutating func peekKind() throws(JSONError) -> JSONKind {
    try approachValue()
    return try scanner.kind(at: offset)
  }

  /// Steps into an object; ``nextMember()`` follows.
  public mutating func beginObject() throws(JSONError) {
    try open(.object)
  }

  /// The next member's name, its value being what comes next; nil once the object is closed.
  public mutating func nextMember() throws(JSONError) -> JSONKey? {
    guard stack.isInObject, state != .beforeValue else { throw JSONError(.misplacedCall, at: offset) }
    guard try !closes(with: ASCII.closeBrace, else: .expectedCommaOrBrace) else { return nil }
    let member = try scanner.member(
      at: offset, else: state == .justOpened ? .expectedMemberNameOrBrace : .expectedMemberName)
    let key = JSONKey(scanner.bytes, range: offset &+ 1..<member.closing, hasEscapes: member.escaped)
    offset = member.value
    state = .beforeValue
    return key
  }

  /// Steps into an array; ``nextElement()`` follows.
  public mutating func beginArray() throws(JSONError) {
    try open(.array)
  }

  /// Whether another element comes next; false once the array is closed.
  public mutating func nextElement() throws(JSONError) -> Bool {
    guard stack.isInArray, state != .beforeValue else { throw JSONError(.misplacedCall, at: offset) }
    guard try !closes(with: ASCII.closeBracket, else: .expectedCommaOrBracket) else { return false }
    state = .beforeValue
    return true
  }

  /// Reads a value of any kind to its end, validates all of it, and says where it was.
  public mutating func skipValue() throws(JSONError) -> Range<Int> {
    try approachValue()
    let start = offset
    offset = try scanner.value(at: start, depth: scanner.limits.maxDepth - stack.count)
    state = .afterValue
    return start..<offset
  }

  /// Reads a string.
  public mutating func readString() throws(JSONError) -> JSONText {
    try expect(.string)
    let start = offset &+ 1
    let string = try scanner.string(from: start)
    offset = string.closing &+ 1
    state = .afterValue
    return JSONText(scanner.bytes, range: start..<string.closing, hasEscapes: string.escaped)
  }

  /// Reads a number without fraction or exponent. One that `Integer` cannot hold is an error.
  public mutating func readInteger<Integer: FixedWidthInteger>(
    as type: Integer.Type = Integer.self
  ) throws(JSONError) -> Integer {
    try expect(.number)
    let start = offset
    let end = try scanner.number(at: start)
    guard try scanner.integer(at: start) == end else { throw JSONError(.expectedInteger, at: start) }
    guard let integer = Integer(String(decoding: scanner.bytes[start..<end], as: UTF8.self)) else {
      throw JSONError(.integerOutOfRange, at: start)
    }
    offset = end
    state = .afterValue
    return integer
  }

  /// Reads `true` or `false`.
  public mutating func readBool() throws(JSONError) -> Bool {
    let kind = try peekKind()
    guard kind == .true || kind == .false else { throw JSONError(.expectedBoolean, at: offset) }
    offset = try scanner.numberOrLiteral(at: offset)
    state = .afterValue
    return kind == .true
  }

  /// Checks that the one value of the document was read, and that nothing but white space follows it.
  public mutating func end() throws(JSONError) {
    guard stack.isEmpty, state == .afterValue else { throw JSONError(.misplacedCall, at: offset) }
    offset = scanner.whitespace(from: offset)
    guard offset == scanner.end else { throw JSONError(.expectedEndOfDocument, at: offset) }
  }

  private mutating func approachValue() throws(JSONError) {
    guard state == .beforeValue else { throw JSONError(.misplacedCall, at: offset) }
    guard scanner.end <= scanner.limits.maxBytes else {
      throw JSONError(.tooLarge(limit: scanner.limits.maxBytes), at: max(0, scanner.limits.maxBytes))
    }
    offset = scanner.whitespace(from: offset)
  }

  private mutating func expect(_ kind: JSONKind) throws(JSONError) {
    guard try peekKind() == kind else { throw JSONError(.expected(kind), at: offset) }
  }

  private mutating func open(_ kind: JSONKind) throws(JSONError) {
    try expect(kind)
    guard stack.count < scanner.limits.maxDepth else {
      throw JSONError(.tooDeep(limit: scanner.limits.maxDepth), at: offset)
    }
    stack.push(object: kind == .object)
    offset &+= 1
    state = .justOpened
  }

  /// Reads up to the next member or element: a comma unless this is the first, or the end of the container.
  private mutating func closes(with byte: UInt8, else reason: JSONError.Reason) throws(JSONError) -> Bool {
    offset = scanner.whitespace(from: offset)
    guard offset < scanner.end else { throw JSONError(.unexpectedEnd, at: offset) }
    if scanner.bytes[offset] == byte {
      offset &+= 1
      stack.pop()
      state = .afterValue
      return true
    }
    if state == .afterValue {
      guard scanner.bytes[offset] == ASCII.comma else { throw JSONError(reason, at: offset) }
      offset = scanner.whitespace(from: offset &+ 1)
    }
    return false
  }
}
