internal import TunnelPluginKit

/// One tool of the plugin's MCP server (operator spec 21.8).
struct Tool: Sendable {
  let name: String
  let title: String
  let description: String
  let parameters: [Parameter]
  /// Exactly one of them, or at most one.
  var alternatives: (names: [String], isRequired: Bool)?
  let isReadOnly: Bool
  let isIdempotent: Bool

  struct Parameter: Sendable {
    enum Kind: String, Sendable {
      case string
      case boolean
    }

    let name: String
    let kind: Kind
    let description: String
    let isRequired: Bool
    let rule: ArgumentRule

    init(
      _ name: String, _ description: String, kind: Kind = .string, isRequired: Bool = false,
      rule: ArgumentRule = .text(most: 256)
    ) {
      (self.name, self.kind, self.description, self.isRequired, self.rule) = (name, kind, description, isRequired, rule)
    }
  }

  func write(to writer: inout JSONWriter) {
    writer.object { tool in
      tool.member("name", name)
      tool.member("title", title)
      tool.member("description", description)
      tool.key("inputSchema")
      tool.object { schema in
        schema.member("type", "object")
        schema.member("additionalProperties", false)
        schema.key("properties")
        schema.object { properties in
          for parameter in parameters {
            properties.key(parameter.name)
            properties.object { property in
              property.member("type", parameter.kind.rawValue)
              property.member("description", parameter.description)
              if let pattern = parameter.rule.pattern { property.member("pattern", pattern) }
            }
          }
        }
        schema.member("required", parameters.filter(\.isRequired).map(\.name))
      }
      tool.key("annotations")
      tool.object { annotations in
        annotations.member("title", title)
        annotations.member("readOnlyHint", isReadOnly)
        annotations.member("destructiveHint", false)
        annotations.member("idempotentHint", isIdempotent)
        annotations.member("openWorldHint", true)
      }
    }
  }
}
