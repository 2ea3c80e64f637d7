/// Why a scan stopped, and at which byte.
public struct JSONError: Error, Hashable {
  /// Counted from the first byte of the document.
  public var offset: Int
  public var reason: Reason

  /// False: the text is not JSON (or past a limit, or not of the type that was asked for). True: the whole text is
  /// valid JSON, and breaks a rule of JSON-RPC.
  public var isValidJSON: Bool {
    if case .notJSONRPC = reason { true } else { false }
  }

  init(_ reason: Reason, at offset: Int) {
    self.offset = offset
    self.reason = reason
  }
}

extension JSONError {
  public enum Reason: Sendable, Hashable {
    case unexpectedEnd
    case expectedValue
    case expectedMemberName
    case expectedMemberNameOrBrace
    case expectedColon
    case expectedCommaOrBrace
    case expectedCommaOrBracket
    case expectedEndOfDocument
    case invalidNumber
    case invalidLiteral
    case invalidEscape
    case loneSurrogate
    case invalidUTF8
    case controlCharacter
    case byteOrderMark
    /// More containers open than ``JSONLimits/maxDepth``.
    case tooDeep(limit: Int)
    /// More bytes than ``JSONLimits/maxBytes``.
    case tooLarge(limit: Int)
    /// The value is fine, but not what the caller reads.
    case expected(JSONKind)
    case expectedBoolean
    case expectedInteger
    /// An integer that the type it is read into cannot hold.
    case integerOutOfRange
    /// A cursor function was called where the grammar has no place for it, such as `nextElement` in an object.
    case misplacedCall
    /// Valid JSON, but not one JSON-RPC 2.0 message.
    case notJSONRPC(JSONRPCViolation)
  }
}

extension JSONError: CustomStringConvertible {
  public var description: String { "byte \(offset): \(reason)" }
}

extension JSONError.Reason: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unexpectedEnd: "unexpected end"
    case .expectedValue: "expected a value"
    case .expectedMemberName: "expected a member name in quotes"
    case .expectedMemberNameOrBrace: "expected a member name in quotes or '}'"
    case .expectedColon: "expected ':'"
    case .expectedCommaOrBrace: "expected ',' or '}'"
    case .expectedCommaOrBracket: "expected ',' or ']'"
    case .expectedEndOfDocument: "expected nothing after the value"
    case .invalidNumber: "invalid number"
    case .invalidLiteral: "expected true, false or null"
    case .invalidEscape: "invalid escape in a string"
    case .loneSurrogate: "half of a surrogate pair in a string"
    case .invalidUTF8: "invalid UTF-8 in a string"
    case .controlCharacter: "unescaped control character in a string"
    case .byteOrderMark: "byte order mark before the value"
    case .tooDeep(let limit): "nested deeper than \(limit)"
    case .tooLarge(let limit): "longer than \(limit) bytes"
    case .expected(let kind): "expected \(kind.phrase)"
    case .expectedBoolean: "expected true or false"
    case .expectedInteger: "expected an integer"
    case .integerOutOfRange: "integer out of range"
    case .misplacedCall: "the cursor is not at such a value"
    case .notJSONRPC(let violation): "\(violation)"
    }
  }
}

extension JSONKind {
  fileprivate var phrase: String {
    switch self {
    case .object: "an object"
    case .array: "an array"
    case .string: "a string"
    case .number: "a number"
    case .true: "true"
    case .false: "false"
    case .null: "null"
    }
  }
}
