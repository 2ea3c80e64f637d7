import RawJSON

extension YAMLNode {
  /// The value as JSON, by the core schema of YAML 1.2 (10.3.2): a plain scalar may be null, a boolean or a number;
  /// everything else is a string. Of keys that stand twice the last one counts.
  ///
  /// `transform` sees every string value, not the keys.
  public func json<Failure: Error>(
    _ transform: (_ text: String, _ line: Int) throws(Failure) -> String
  ) throws(Failure) -> String {
    var bytes: [UInt8] = []
    try append(to: &bytes, transform)
    return String(decoding: bytes, as: UTF8.self)
  }

  private func append<Failure: Error>(
    to bytes: inout [UInt8], _ transform: (String, Int) throws(Failure) -> String
  ) throws(Failure) {
    switch content {
    case .scalar(let text, let isPlain):
      if isPlain, let literal = Self.literal(text) {
        bytes += Array(literal.utf8)
      } else {
        JSONQuoting.append(try transform(text, line), to: &bytes)
      }
    case .sequence(let items):
      bytes.append(UInt8(ascii: "["))
      for (index, item) in items.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        try item.append(to: &bytes, transform)
      }
      bytes.append(UInt8(ascii: "]"))
    case .mapping(let members):
      bytes.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        JSONQuoting.append(member.key, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        try member.value.append(to: &bytes, transform)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  /// The JSON literal that a plain scalar stands for; nil when it is a string.
  private static func literal(_ text: String) -> String? {
    switch text {
    case "", "~", "null", "Null", "NULL": return "null"
    case "true", "True", "TRUE": return "true"
    case "false", "False", "FALSE": return "false"
    default: break
    }
    if let number = Int(text), text.utf8.first != UInt8(ascii: "+") || number >= 0 { return String(number) }
    let isDecimal = text.utf8.allSatisfy { (48...57).contains($0) || "+-.eE".utf8.contains($0) }
    guard isDecimal, text.utf8.contains(where: { (48...57).contains($0) }), let number = Double(text), number.isFinite
    else { return nil }
    return "\(number)"
  }
}
