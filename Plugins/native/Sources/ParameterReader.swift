internal import TunnelNativeCalls
internal import TunnelPluginKit

/// Reads what a manifest says of the parameters that a signature names.
struct ParameterReader {
  private static let keys: Set<String> = ["description", "default", "minimum", "maximum", "max_bytes"]

  let signature: NativeSignature

  func parameters(_ function: ManifestObject) throws(PluginError) -> [ParameterRule] {
    let object: ManifestObject?
    if let slice = function.value("parameters") {
      let names = Set(signature.parameters.map(\.name))
      object = try ManifestObject(slice, at: function.name(of: "parameters"), keys: names)
    } else {
      object = nil
    }
    var rules: [ParameterRule] = []
    for parameter in signature.parameters {
      var rule = ParameterRule(name: parameter.name, type: parameter.type)
      if let object, let slice = object.value(parameter.name) {
        try read(try ManifestObject(slice, at: object.name(of: parameter.name), keys: Self.keys), into: &rule)
      }
      rules.append(rule)
    }
    return rules
  }

  private func read(_ object: ManifestObject, into rule: inout ParameterRule) throws(PluginError) {
    rule.summary = try object.text("description")
    rule.minimum = try bound("minimum", of: object, rule)
    rule.maximum = try bound("maximum", of: object, rule)
    rule.mostBytes = try object.integer("max_bytes", in: 0...Int64(Int32.max))
    switch rule.type {
    case .string, .bytes: break
    case .void, .bool, .integer, .float, .double:
      guard rule.mostBytes == nil else { throw object.error("max_bytes", "is for strings and bytes") }
    }
    guard let slice = object.value("default") else { return }
    guard let value = ArgumentReader.value(slice, as: rule.type), rule.allows(value) else {
      throw object.error("default", "must be \(rule.expectation)")
    }
    rule.standard = value
    rule.standardText = String(decoding: slice.bytes, as: UTF8.self)
  }

  private func bound(
    _ key: String, of object: ManifestObject, _ rule: ParameterRule
  ) throws(PluginError) -> ParameterRule.Bound? {
    guard let slice = object.value(key) else { return nil }
    let text = String(decoding: slice.bytes, as: UTF8.self)
    guard slice.kind == .number, let value = rule.type.value(numeral: text) else {
      throw object.error(key, "must be \(rule.type.expectation), and is for numbers only")
    }
    return ParameterRule.Bound(value: value, text: text)
  }
}
