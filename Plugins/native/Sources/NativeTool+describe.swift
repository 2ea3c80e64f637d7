internal import TunnelNativeCalls
internal import TunnelPluginKit

extension NativeTool {
  /// The tool's entry in `tools/list`.
  func describe(to tools: inout JSONWriter) {
    tools.object { tool in
      tool.member("name", manifest.name)
      if let title = manifest.title { tool.member("title", title) }
      tool.member("description", manifest.summary ?? manifest.signature.text)
      tool.key("inputSchema")
      tool.object { schema in
        schema.member("type", "object")
        schema.key("properties")
        schema.object { properties in
          for rule in manifest.parameters {
            properties.key(rule.name)
            properties.object { rule.write(to: &$0) }
          }
        }
        let required = manifest.parameters.filter { $0.standard == nil }.map(\.name)
        if !required.isEmpty { schema.member("required", required) }
        schema.member("additionalProperties", false)
      }
      if manifest.signature.result != .void {
        tool.key("outputSchema")
        tool.object { schema in
          schema.member("type", "object")
          schema.key("properties")
          schema.object { properties in
            properties.key(ToolOutcome.resultName)
            properties.object { manifest.signature.result.writeResult(to: &$0) }
          }
          schema.member("required", [ToolOutcome.resultName])
          schema.member("additionalProperties", false)
        }
      }
      if !manifest.annotations.isEmpty {
        tool.key("annotations")
        tool.object { object in
          for annotation in manifest.annotations { object.member(annotation.name, annotation.value) }
        }
      }
    }
  }
}

extension ParameterRule {
  /// The members of its JSON Schema.
  fileprivate func write(to schema: inout JSONWriter) {
    switch type {
    case .void: break
    case .bool: schema.member("type", "boolean")
    case .integer(let integer):
      if integer.exceedsDoublePrecision {
        schema.member("type", ["integer", "string"])
        schema.member("pattern", integer.isSigned ? "^-?[0-9]+$" : "^[0-9]+$")
      } else {
        schema.member("type", "integer")
      }
    case .float, .double: schema.member("type", "number")
    case .string:
      schema.member("type", "string")
      // No character has less than a byte; what is still too long is refused by the call.
      if let mostBytes { schema.member("maxLength", mostBytes) }
    case .bytes:
      schema.member("type", "string")
      schema.member("contentEncoding", "base64")
      if let mostBytes { schema.member("maxLength", (mostBytes + 2) / 3 * 4) }
    }
    if case .integer(let integer) = type {
      number("minimum", minimum?.text ?? integer.minimum, to: &schema)
      number("maximum", maximum?.text ?? integer.maximum, to: &schema)
    } else {
      if let minimum { number("minimum", minimum.text, to: &schema) }
      if let maximum { number("maximum", maximum.text, to: &schema) }
    }
    if let summary { schema.member("description", summary) }
    if let standardText { number("default", standardText, to: &schema) }
  }

  private func number(_ key: String, _ text: String, to schema: inout JSONWriter) {
    schema.key(key)
    schema.raw(text)
  }
}

extension NativeType {
  /// The members of the JSON Schema of a result.
  fileprivate func writeResult(to schema: inout JSONWriter) {
    switch self {
    case .void, .bytes: break
    case .bool: schema.member("type", "boolean")
    case .integer(let integer):
      // Large ones are texts: see ToolOutcome.
      if integer.exceedsDoublePrecision {
        schema.member("type", ["integer", "string"])
      } else {
        schema.member("type", "integer")
      }
    // Infinities and NaN are texts, JSON has no numbers for them.
    case .float, .double: schema.member("type", ["number", "string"])
    case .string: schema.member("type", ["string", "null"])
    }
  }
}
