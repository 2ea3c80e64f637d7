internal import TunnelPluginKit

extension StubTool {
  /// The tool's entry in `tools/list`.
  func describe(to tools: inout JSONWriter) {
    tools.object { tool in
      tool.member("name", rawValue)
      tool.member("title", title)
      tool.member("description", summary)
      tool.key("inputSchema")
      tool.raw(inputSchema)
      tool.key("outputSchema")
      tool.raw(outputSchema)
      tool.key("annotations")
      tool.raw(#"{"readOnlyHint":true,"idempotentHint":true,"openWorldHint":false}"#)
    }
  }

  private var title: String {
    switch self {
    case .echo: "Echo"
    case .serverInfo: "Server info"
    case .uppercase: "Uppercase"
    }
  }

  private var summary: String {
    switch self {
    case .echo: "Gives back the text that it was given."
    case .serverInfo: "Says who this server is and what it can do."
    case .uppercase: "Writes the text in capital letters."
    }
  }

  private var inputSchema: String {
    switch self {
    case .echo, .uppercase:
      #"{"type":"object","properties":{"input":{"type":"string","description":"The text"}},"#
        + #""required":["input"],"additionalProperties":false}"#
    case .serverInfo:
      #"{"type":"object","additionalProperties":false}"#
    }
  }

  private var outputSchema: String {
    switch self {
    case .echo: Self.schema(ofTextNamed: "echoed")
    case .uppercase: Self.schema(ofTextNamed: "uppercase")
    case .serverInfo:
      #"{"type":"object","properties":{"name":{"type":"string"},"version":{"type":"string"},"#
        + #""available_tools":{"type":"array","items":{"type":"string"}},"#
        + #""sample_prompts":{"type":"array","items":{"type":"string"}}},"#
        + #""required":["name","version","available_tools","sample_prompts"],"additionalProperties":false}"#
    }
  }

  private static func schema(ofTextNamed name: String) -> String {
    #"{"type":"object","properties":{"\#(name)":{"type":"string"}},"#
      + #""required":["\#(name)"],"additionalProperties":false}"#
  }
}
