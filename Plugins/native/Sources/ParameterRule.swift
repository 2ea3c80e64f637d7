internal import TunnelNativeCalls

/// One argument of a tool: what C takes, and what of that the manifest allows.
struct ParameterRule: Sendable {
  let name: String
  let type: NativeType
  var summary: String?
  var standard: NativeValue?
  /// The JSON text of `standard`, for the schema.
  var standardText: String?
  var minimum: Bound?
  var maximum: Bound?
  /// Of a string's UTF-8, or of bytes.
  var mostBytes: Int?

  /// A limit of the manifest within that of the type.
  struct Bound: Sendable {
    let value: NativeValue
    /// As the manifest writes it.
    let text: String
  }

  /// What a value has to be, for messages to callers.
  var expectation: String {
    var text = type.expectation
    if let minimum { text += ", at least \(minimum.text)" }
    if let maximum { text += ", at most \(maximum.text)" }
    if let mostBytes { text += ", at most \(mostBytes) bytes" }
    return text
  }

  /// Whether a value of the type is within the manifest's limits.
  func allows(_ value: NativeValue) -> Bool {
    if let minimum, value.isBelow(minimum.value) { return false }
    if let maximum, maximum.value.isBelow(value) { return false }
    guard let mostBytes else { return true }
    switch value {
    case .text(let text): return text.utf8.count <= mostBytes
    case .bytes(let bytes): return bytes.count <= mostBytes
    case .nothing, .bool, .signed, .unsigned, .float, .double: return true
    }
  }
}

extension NativeValue {
  /// Of two numbers of one type; false for everything else.
  fileprivate func isBelow(_ other: NativeValue) -> Bool {
    switch (self, other) {
    case (.signed(let one), .signed(let two)): one < two
    case (.unsigned(let one), .unsigned(let two)): one < two
    case (.float(let one), .float(let two)): one < two
    case (.double(let one), .double(let two)): one < two
    default: false
    }
  }
}
