internal import TunnelPluginKit
internal import TunnelPluginMCP

/// Reads the arguments of a tool, and refuses what its schema refuses (dataplane spec HA-08).
struct ArgumentReader {
  private let arguments: JSONSlice?

  /// `names` are all that there may be.
  init(_ arguments: JSONSlice?, _ names: [String]) throws(RPCError) {
    self.arguments = arguments
    guard let arguments else { return }
    guard arguments.kind == .object else { throw Self.invalid("must be an object") }
    for member in arguments.members where !names.contains(member.name.string ?? "") {
      throw Self.invalid(
        "unexpected member \"\(member.name.string ?? "")\"; there are \(names.joined(separator: ", "))")
    }
  }

  static func invalid(_ problem: String) -> RPCError {
    .other(code: -32602, message: "invalid params: validating \"arguments\": \(problem)")
  }

  func string(_ name: String) throws(RPCError) -> String? {
    guard let slice = arguments?[name] else { return nil }
    guard let text = slice.string else { throw Self.invalid("\(name) must be a string") }
    return text
  }

  func required(_ name: String) throws(RPCError) -> String {
    guard let text = try string(name) else { throw Self.invalid("\(name) is missing") }
    return text
  }

  func bool(_ name: String) throws(RPCError) -> Bool? {
    guard let slice = arguments?[name] else { return nil }
    guard let value = slice.bool else { throw Self.invalid("\(name) must be true or false") }
    return value
  }

  /// A whole number; 1000.0 is one too (JSON Schema, `integer`).
  func integer(_ name: String, in range: ClosedRange<Int>) throws(RPCError) -> Int? {
    guard let slice = arguments?[name] else { return nil }
    let value =
      slice.integer.map { Int($0) }
      ?? (slice.kind == .number ? Double(String(decoding: slice.bytes, as: UTF8.self)) : nil).flatMap {
        Int(exactly: $0)
      }
    guard let value, range.contains(value) else {
      throw Self.invalid("\(name) must be a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// Trimmed and in lower case.
  func words(_ name: String) throws(RPCError) -> Set<String> {
    guard let slice = arguments?[name] else { return [] }
    let texts = slice.elements.compactMap(\.string)
    guard slice.kind == .array, texts.count == slice.elements.count else {
      throw Self.invalid("\(name) must be an array of strings")
    }
    return Set(texts.map { text in String(text.drop(while: \.isWhitespace).trimmingEnd(\.isWhitespace)).lowercased() })
  }

  /// Header names and values, in their order.
  func headers(_ name: String) throws(RPCError) -> [(name: String, value: String)] {
    guard let slice = arguments?[name] else { return [] }
    guard slice.kind == .object else { throw Self.invalid("\(name) must be an object of strings") }
    var headers: [(name: String, value: String)] = []
    for member in slice.members {
      guard let name = member.name.string, Self.isToken(name) else {
        throw Self.invalid("\(name) has a name that is no header's")
      }
      guard let value = member.value.string else { throw Self.invalid("\(name).\(name) must be a string") }
      headers.append((name, value))
    }
    return headers
  }

  private static func isToken(_ name: String) -> Bool {
    let header = StaticHeader(name: StableText(name), value: StableText(""))
    return withExtendedLifetime(header) { header.field.isSendable }
  }
}

extension Substring {
  fileprivate func trimmingEnd(_ isTrimmed: (Character) -> Bool) -> Substring {
    var rest = self
    while let last = rest.last, isTrimmed(last) { rest.removeLast() }
    return rest
  }
}
