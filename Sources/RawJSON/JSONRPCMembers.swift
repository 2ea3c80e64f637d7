/// What has been seen of a JSON-RPC message so far.
struct JSONRPCMembers {
  enum ID {
    case absent
    case null
    case token(Range<Int>)
  }

  /// The members that JSON-RPC 2.0 defines.
  struct Names: OptionSet {
    let rawValue: UInt8
    static let jsonrpc = Names(rawValue: 1)
    static let id = Names(rawValue: 2)
    static let method = Names(rawValue: 4)
    static let params = Names(rawValue: 8)
    static let result = Names(rawValue: 16)
    static let error = Names(rawValue: 32)
    static let answer: Names = [.result, .error]
  }

  private(set) var seen: Names = []
  private(set) var id = ID.absent
  private(set) var method: Range<Int>?
  private(set) var params: Range<Int>?
  private(set) var result: Range<Int>?
  private(set) var error: Range<Int>?
  /// The first broken rule. The scan goes on, because text that is not JSON at all is the graver error.
  private(set) var violation: JSONError?

  /// Notes a member's name, before its value.
  mutating func begin(_ key: JSONKey) -> Names {
    let member: Names
    switch key {
    case "jsonrpc": member = .jsonrpc
    case "id": member = .id
    case "method": member = .method
    case "params": member = .params
    case "result": member = .result
    case "error": member = .error
    default: return []
    }
    if seen.contains(member) { note(.duplicateMember(key.decoded), at: key.range.lowerBound) }
    seen.insert(member)
    return member
  }

  /// Reads the value behind the name that `begin` was given.
  mutating func readValue(of member: Names, from cursor: inout JSONCursor) throws(JSONError) {
    let kind = try cursor.peekKind()
    let start = cursor.offset
    switch member {
    case .jsonrpc:
      guard kind == .string else { return try skip(&cursor, noting: .wrongVersion) }
      guard try cursor.readString() == "2.0" else { return note(.wrongVersion, at: start) }
    case .id:
      let token = try cursor.skipValue()
      switch kind {
      case .string, .number: id = .token(token)
      case .null: id = .null
      case .object, .array, .true, .false: note(.invalidID, at: start)
      }
    case .method:
      guard kind == .string else { return try skip(&cursor, noting: .invalidMethod) }
      method = try cursor.readString().range
    case .params: params = try cursor.skipValue()
    case .result: result = try cursor.skipValue()
    case .error: error = try cursor.skipValue()
    default: _ = try cursor.skipValue()
    }
  }

  /// The message that these members make, all of them having been read.
  func message(at start: Int) throws(JSONError) -> JSONRPCMessage {
    if let violation { throw violation }
    guard seen.contains(.jsonrpc) else { throw JSONError(.notJSONRPC(.missingVersion), at: start) }
    switch (method, seen.intersection(.answer)) {
    case (nil, []): throw JSONError(.notJSONRPC(.neitherMethodNorAnswer), at: start)
    case (nil, .answer): throw JSONError(.notJSONRPC(.resultAndError), at: start)
    case (nil, let answer):
      if case .token(let token) = id { return message(.response, id: token) }
      guard answer == .error else { throw JSONError(.notJSONRPC(.resultWithoutID), at: start) }
      return message(.response, id: nil)
    case (.some, []):
      if case .token(let token) = id { return message(.request, id: token) }
      return message(.notification, id: nil)
    case (.some, _): throw JSONError(.notJSONRPC(.methodAndAnswer), at: start)
    }
  }

  private func message(_ kind: JSONRPCMessage.Kind, id: Range<Int>?) -> JSONRPCMessage {
    JSONRPCMessage(kind: kind, id: id, method: method, params: params, result: result, error: error)
  }

  private mutating func skip(_ cursor: inout JSONCursor, noting rule: JSONRPCViolation) throws(JSONError) {
    note(rule, at: try cursor.skipValue().lowerBound)
  }

  private mutating func note(_ rule: JSONRPCViolation, at offset: Int) {
    if violation == nil { violation = JSONError(.notJSONRPC(rule), at: offset) }
  }
}
