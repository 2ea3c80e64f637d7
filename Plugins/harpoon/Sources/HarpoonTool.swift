internal import TunnelPluginKit

/// The tools, in the order in which they are listed: alphabetical.
enum HarpoonTool: String, CaseIterable {
  case callTarget = "call_target"
  case callTemplate = "call_target_template"
  /// Always there: the service needs it for clients of every flavour (W-53).
  case audience = "get_oauth_target_audience"
  case listTargets = "list_targets"

  /// The tool's entry in `tools/list`.
  func describe(to tools: inout JSONWriter, _ settings: HarpoonSettings) {
    tools.object { tool in
      tool.member("name", rawValue)
      tool.member("title", title)
      tool.member("description", summary)
      tool.key("inputSchema")
      tool.raw(Self.schema(inputProperties(settings), required: requiredInput))
      tool.key("outputSchema")
      tool.raw(Self.schema(outputProperties(settings), required: requiredOutput))
      tool.key("annotations")
      tool.raw(
        self == .callTarget || self == .callTemplate
          ? #"{"openWorldHint":true}"# : #"{"readOnlyHint":true,"idempotentHint":true,"openWorldHint":false}"#)
    }
  }

  private var title: String {
    switch self {
    case .callTarget: "Call a target"
    case .callTemplate: "Call a target template"
    case .audience: "Audience of an OAuth target"
    case .listTargets: "List targets"
    }
  }

  private var summary: String {
    switch self {
    case .callTarget:
      "Sends one HTTP request to a target, which is one fixed URL known by its label, and gives the answer."
    case .callTemplate:
      "Sends one GET request to a URL that a template makes of values, and gives the answer. list_targets has the schema."
    case .audience: "Gives the URL of a discovered token endpoint, to be the audience of a client assertion."
    case .listTargets: "Lists the targets that can be called, by label, with what they are for."
    }
  }

  private func inputProperties(_ settings: HarpoonSettings) -> String {
    switch self {
    case .callTarget:
      #""label":\#(Self.label),"method":{"type":"string","enum":["GET","POST","PUT"]},"#
        + #""headers":{"type":"object","description":"Headers of the request","default":{},"#
        + ##""propertyNames":{"pattern":"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"},"additionalProperties":{"type":"string"}},"##
        + #""body":{"type":"string","description":"Body of the request, at most \#(HarpoonSettings.bodyLimit) bytes"},"#
        + #""timeout_ms":{"type":"integer","minimum":100,"maximum":120000,"default":30000,"#
        + #""description":"For the whole call, redirects included"},"#
        + #""max_response_bytes":{"type":"integer","minimum":1,"maximum":\#(settings.maxResponseBytes),"#
        + #""default":\#(settings.maxResponseBytes),"description":"A longer body is an error"},"#
        + #""follow_redirects":{"type":"boolean","default":true,"description":"To other targets only"},"#
        + #""max_redirects":{"type":"integer","minimum":0,"maximum":\#(settings.maxRedirects),"#
        + #""default":\#(settings.maxRedirects)}"#
    case .callTemplate:
      #""label":\#(Self.label),"parameters":{"type":"object","additionalProperties":{"type":"string"},"#
        + #""description":"As parameters_schema of list_targets says"},"#
        + #""headers":{"type":"object","description":"Those that the template lets callers set","default":{},"#
        + #""additionalProperties":{"type":"string"}},"#
        + #""timeout_ms":{"type":"integer","minimum":100,"maximum":120000,"default":30000},"#
        + #""max_response_bytes":{"type":"integer","minimum":1,"maximum":\#(settings.maxResponseBytes),"#
        + #""default":\#(settings.maxResponseBytes),"description":"A longer body is an error"}"#
    case .audience:
      #""label":{"type":"string","description":"Label of a token endpoint"}"#
    case .listTargets:
      ["categories", "sources", "tags"].map { name in
        #""\#(name)":{"type":"array","items":{"type":"string"},"description":"\#(Self.filter(name))"}"#
      }.joined(separator: ",")
    }
  }

  private var requiredInput: [String] {
    switch self {
    case .callTarget: ["label", "method"]
    case .callTemplate: ["label", "parameters"]
    case .audience: ["label"]
    case .listTargets: []
    }
  }

  private func outputProperties(_ settings: HarpoonSettings) -> String {
    switch self {
    case .callTarget, .callTemplate:
      #""status_code":{"type":"integer","minimum":100,"maximum":599},"#
        + #""headers":{"type":"object","additionalProperties":{"type":"array","items":{"type":"string"}}},"#
        + #""body_base64":{"type":"string","contentEncoding":"base64"},"#
        + #""body_size_bytes":{"type":"integer","minimum":0,"maximum":\#(settings.maxResponseBytes)},"#
        + #""truncated":{"type":"boolean"}"#
    case .audience:
      #""audience":{"type":"string","format":"uri"}"#
    case .listTargets:
      #""targets":{"type":"array","items":{"type":"object","additionalProperties":false,"properties":{"#
        + #""label":\#(Self.label),"allowed_methods":{"type":"array","items":{"type":"string"}},"#
        + #""description":{"type":"string"},"category":{"type":"string"},"source":{"type":"string"},"#
        + #""tags":{"type":"array","items":{"type":"string"}},"template_version":{"type":"integer"},"#
        + #""parameters_schema":{"type":"object"}},"required":["label","allowed_methods"]}}"#
    }
  }

  private var requiredOutput: [String] {
    switch self {
    case .callTarget, .callTemplate: ["status_code", "body_size_bytes"]
    case .audience: ["audience"]
    case .listTargets: ["targets"]
    }
  }

  private static let label = #"{"type":"string","pattern":"^[a-z0-9][a-z0-9_-]{0,63}$"}"#

  private static func filter(_ name: String) -> String {
    name == "tags" ? "Only targets with all of these" : "Only targets with one of these"
  }

  private static func schema(_ properties: String, required: [String]) -> String {
    let names = required.map { "\"\($0)\"" }.joined(separator: ",")
    return #"{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","additionalProperties":false,"#
      + #""properties":{\#(properties)}\#(required.isEmpty ? "" : #","required":[\#(names)]"#)}"#
  }
}
