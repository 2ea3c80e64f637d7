internal import TunnelPluginKit
internal import TunnelPluginMCP

/// The tools that show how a client or a tunnel copes (operator spec W-81, 32.16).
extension StubTool {
  /// A picture and a file, both as base64.
  func binary(_ call: StubToolCall) throws(RPCError) -> ToolOutcome {
    try call.requireOnly([])
    var outcome = ToolOutcome()
    outcome.blocks = [Self.picture, Self.file].map { Array($0.utf8) }
    return outcome
  }

  /// Asks the user for a name. Only 2026-07-28 has a way to ask within a call: before that a server asks with a request
  /// of its own, for which a transport that answers call by call has no way back.
  func elicit(_ call: StubToolCall) throws(RPCError) -> ToolOutcome {
    try call.requireOnly([])
    guard call.era == .modern else {
      return .words("This tool asks with inputRequests, which needs MCP 2026-07-28 or newer.", isError: true)
    }
    guard let answer = call.inputResponses?["name"] else {
      guard call.meta?[ProtocolEra.capabilitiesKey]?["elicitation"]?.kind == .object else {
        throw .missingCapability("elicitation")
      }
      var outcome = ToolOutcome()
      outcome.question = ToolOutcome.Question(name: "name", request: Self.question)
      return outcome
    }
    guard answer["action"]?.string == "accept", let name = answer["content"]?["name"]?.string else {
      return .words("No name was given.")
    }
    return .words("Hello, \(name)!")
  }

  /// An error of the tool, which is not one of the protocol.
  func fail(_ call: StubToolCall) throws(RPCError) -> ToolOutcome {
    try call.requireOnly(["message"])
    return .words(call.arguments?["message"]?.string ?? "This tool always fails.", isError: true)
  }

  /// A text of a given size.
  func large(_ call: StubToolCall) throws(RPCError) -> ToolOutcome {
    try call.requireOnly(["bytes"])
    let count = try call.integer("bytes", in: 0...Self.largest, default: 512 << 10)
    let quote = UInt8(ascii: "\"")
    return ToolOutcome(text: [quote] + [UInt8](repeating: UInt8(ascii: "x"), count: count) + [quote])
  }

  /// Counts, and reports each step to a caller that sent a progress token.
  func progress(_ call: StubToolCall) throws(RPCError) -> ToolOutcome {
    try call.requireOnly(["steps", "interval"])
    let steps = try call.integer("steps", in: 1...100, default: 5)
    var outcome = ToolOutcome.words("Counted to \(steps).")
    outcome.pace.steps = steps
    outcome.pace.milliseconds = try call.milliseconds("interval", atMost: 60, default: 0.1)
    outcome.pace.token = call.meta?["progressToken"].map { Array($0.bytes) }
    return outcome
  }

  /// Says nothing for a while.
  func slow(_ call: StubToolCall) throws(RPCError) -> ToolOutcome {
    try call.requireOnly(["seconds"])
    let wait = try call.milliseconds("seconds", atMost: 600, default: 1)
    var outcome = ToolOutcome.words("Done after \(wait) ms.")
    outcome.pace.milliseconds = wait
    return outcome
  }

  /// Bytes; room is left for the rest of the message in the 64 MiB of one.
  static let largest = 32 << 20

  private static let picture =
    #"{"type":"image","mimeType":"image/png","data":"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGMwmHAB"#
    + #"AAKEAZGmYUi5AAAAAElFTkSuQmCC"}"#
  private static let file =
    #"{"type":"resource","resource":{"uri":"stub://bytes","mimeType":"application/octet-stream","blob":"AAECA/3+/w=="}}"#
  private static let question =
    #"{"method":"elicitation/create","params":{"mode":"form","message":"What is your name?","requestedSchema":"#
    + #"{"type":"object","properties":{"name":{"type":"string","title":"Name"}},"required":["name"]}}}"#
}
