internal import TunnelNativeCalls
internal import TunnelPluginKit

/// Makes the arguments of a C function from those of a tool call.
enum ArgumentReader {
  /// Why a call cannot be made, in words for a model that may correct itself.
  struct Problem: Error {
    let message: String
  }

  /// In the order of the parameters.
  ///
  /// - Throws: everything that is wrong, at once.
  static func values(_ arguments: JSONSlice?, for rules: [ParameterRule]) throws(Problem) -> [NativeValue] {
    var problems: [String] = []
    var given: [String: JSONSlice] = [:]
    if let arguments, arguments.kind != .null {
      guard arguments.kind == .object else { throw Problem(message: "the arguments must be an object") }
      for member in arguments.members {
        let name = member.name.string ?? ""
        guard rules.contains(where: { $0.name == name }) else {
          problems.append("there is no argument \"\(name.prefix(128))\"")
          continue
        }
        given[name] = member.value
      }
    }
    var values: [NativeValue] = []
    for rule in rules {
      guard let slice = given[rule.name], slice.kind != .null else {
        if let standard = rule.standard {
          values.append(standard)
        } else {
          problems.append("\"\(rule.name)\" is missing: it must be \(rule.expectation)")
        }
        continue
      }
      guard let value = value(slice, as: rule.type), rule.allows(value) else {
        problems.append("\"\(rule.name)\" must be \(rule.expectation)")
        continue
      }
      values.append(value)
    }
    guard problems.isEmpty else {
      let known = rules.isEmpty ? "it takes none" : "it takes " + rules.map(\.name).joined(separator: ", ")
      throw Problem(message: problems.joined(separator: "; ") + " (\(known))")
    }
    return values
  }

  /// nil: it is not of the type.
  static func value(_ slice: JSONSlice, as type: NativeType) -> NativeValue? {
    switch (type, slice.kind) {
    case (.bool, .bool): return slice.bool.map { .bool($0) }
    case (.integer, .number), (.float, .number), (.double, .number):
      return type.value(numeral: String(decoding: slice.bytes, as: UTF8.self))
    // What JSON readers with double precision cannot write as a number.
    case (.integer(let integer), .string) where integer.exceedsDoublePrecision:
      return slice.string.flatMap { integer.value($0) }
    case (.string, .string):
      guard let text = slice.string, !text.utf8.contains(0) else { return nil }
      return .text(text)
    case (.bytes(let length), .string):
      guard let bytes = slice.string.flatMap({ Base64.decoded($0) }) else { return nil }
      return length == .size || bytes.count <= Int(Int32.max) ? .bytes(bytes) : nil
    default: return nil
    }
  }
}
