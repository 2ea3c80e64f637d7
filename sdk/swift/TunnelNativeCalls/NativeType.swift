/// What a parameter or a result of a C function can be. Structs, callbacks and variable arguments are not offered: a
/// function that takes them needs a small one in C before it.
public enum NativeType: Sendable, Hashable {
  /// How the length of `bytes` is passed.
  public enum Length: Sendable, Hashable {
    /// `size_t`
    case size
    /// `int` or `unsigned int`
    case int
  }

  /// Only a result.
  case void
  case bool
  case integer(NativeInteger)
  case float
  case double
  /// `const char *`, UTF-8 with a NUL at its end.
  case string
  /// `const void *` and its length, two arguments of the C function; only a parameter.
  case bytes(Length)

  /// The name in signatures.
  public var name: String {
    switch self {
    case .void: "void"
    case .bool: "bool"
    case .integer(let integer): integer.rawValue
    case .float: "float"
    case .double: "double"
    case .string: "string"
    case .bytes(.size): "bytes"
    case .bytes(.int): "bytes32"
    }
  }

  /// What a value has to be, for messages: "an integer from 0 to 255".
  public var expectation: String {
    switch self {
    case .void: "nothing"
    case .bool: "true or false"
    case .integer(let integer): "an integer from \(integer.minimum) to \(integer.maximum)"
    case .float: "a number that a 32-bit float can hold"
    case .double: "a number"
    case .string: "a string without NUL characters"
    case .bytes: "bytes in base64 (RFC 4648 section 4)"
    }
  }

  /// The value of a number's text, without loss for integers and rounded once for floats; nil when it does not fit.
  public func value(numeral: String) -> NativeValue? {
    switch self {
    case .integer(let integer): return integer.value(numeral)
    case .float:
      guard let number = Float(numeral), number.isFinite else { return nil }
      return .float(number)
    case .double:
      guard let number = Double(numeral), number.isFinite else { return nil }
      return .double(number)
    case .void, .bool, .string, .bytes: return nil
    }
  }

  /// The type that these words of a C declaration name.
  init(words: [String], isResult: Bool) throws(NativeProblem) {
    let text = words.joined(separator: " ")
    guard let type = Self.known[text] else { throw NativeProblem(Self.refusal(of: text)) }
    if text == "char *", !isResult {
      throw NativeProblem("\"char *\" is a text that the function may write to; only \"const char *\" is offered")
    }
    switch (type, isResult) {
    case (.void, false): throw NativeProblem("a parameter cannot be void")
    case (.bytes, true): throw NativeProblem("a result cannot be bytes: C does not say how many there are")
    default: self = type
    }
  }

  private static func refusal(of text: String) -> String {
    if text == "char" { return "whether \"char\" has a sign depends on the machine; write int8 or uint8" }
    if text.hasSuffix("*") || text.hasPrefix("struct ") {
      return "\"\(text)\" is not offered: pointers and structs need a function in C before them. \(names)"
    }
    return "there is no type \"\(text)\". \(names)"
  }

  private static let names =
    "Types are bool, int8 to int64, uint8 to uint64, float, double, string, bytes and bytes32"

  private static let known: [String: NativeType] = {
    var known: [String: NativeType] = [
      "void": .void, "bool": .bool, "_Bool": .bool, "float": .float, "double": .double, "string": .string,
      "const char *": .string, "char const *": .string, "char *": .string, "bytes": .bytes(.size),
      "bytes32": .bytes(.int), "signed char": .integer(.int8), "unsigned char": .integer(.uint8),
      "short": .integer(.int16), "unsigned short": .integer(.uint16), "int": .integer(.int32),
      "unsigned": .integer(.uint32), "unsigned int": .integer(.uint32), "long long": .integer(.int64),
      "unsigned long long": .integer(.uint64),
    ]
    // As wide as a pointer on every system that the host runs on.
    for word in ["long", "ssize_t", "intptr_t", "ptrdiff_t"] { known[word] = .integer(.int64) }
    for word in ["unsigned long", "size_t", "uintptr_t"] { known[word] = .integer(.uint64) }
    for integer in NativeInteger.allCases {
      known[integer.rawValue] = .integer(integer)
      known[integer.rawValue + "_t"] = .integer(integer)
    }
    return known
  }()
}
