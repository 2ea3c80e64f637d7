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
      if let outputSchema {
        tool.key("outputSchema")
        tool.raw(outputSchema)
      }
      tool.key("annotations")
      tool.raw(#"{"readOnlyHint":true,"idempotentHint":true,"openWorldHint":false}"#)
    }
  }

  private var title: String {
    switch self {
    case .binary: "Binary"
    case .echo: "Echo"
    case .elicit: "Elicit"
    case .fail: "Fail"
    case .large: "Large"
    case .progress: "Progress"
    case .serverInfo: "Server info"
    case .slow: "Slow"
    case .uppercase: "Uppercase"
    }
  }

  private var summary: String {
    switch self {
    case .binary: "Gives a picture and a file of seven bytes."
    case .echo: "Gives back the text that it was given."
    case .elicit: "Asks the user for a name, and greets."
    case .fail: "Always fails, with the given message."
    case .large: "Gives a text of the given number of bytes."
    case .progress: "Counts to a number and reports each step as progress."
    case .serverInfo: "Says who this server is and what it can do."
    case .slow: "Answers after the given number of seconds."
    case .uppercase: "Writes the text in capital letters."
    }
  }

  private var inputSchema: String {
    switch self {
    case .echo, .uppercase:
      #"{"type":"object","properties":{"input":{"type":"string","description":"The text"}},"#
        + #""required":["input"],"additionalProperties":false}"#
    case .binary, .elicit, .serverInfo:
      #"{"type":"object","additionalProperties":false}"#
    case .fail:
      #"{"type":"object","properties":{"message":{"type":"string"}},"additionalProperties":false}"#
    case .large:
      #"{"type":"object","properties":{"bytes":{"type":"integer","minimum":0,"maximum":\#(Self.largest),"#
        + #""default":524288}},"additionalProperties":false}"#
    case .progress:
      #"{"type":"object","properties":{"steps":{"type":"integer","minimum":1,"maximum":100,"default":5},"#
        + #""interval":{"type":"number","description":"Seconds between two steps","minimum":0,"maximum":60,"#
        + #""default":0.1}},"additionalProperties":false}"#
    case .slow:
      #"{"type":"object","properties":{"seconds":{"type":"number","minimum":0,"maximum":600,"default":1}},"#
        + #""additionalProperties":false}"#
    }
  }

  /// Nil: the result is for people only.
  private var outputSchema: String? {
    switch self {
    case .binary, .elicit, .fail, .large, .progress, .slow: nil
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
