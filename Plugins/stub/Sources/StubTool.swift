internal import TunnelPluginKit
internal import TunnelPluginMCP

/// The tools of the stub, in the order in which they are listed: alphabetical.
enum StubTool: String, CaseIterable {
  case binary
  case echo
  case elicit
  case fail
  case large
  case progress
  case serverInfo = "server_info"
  case slow
  case uppercase

  /// The tools that every stub has; the others are for testing clients and tunnels (operator spec W-81).
  static let standard: [StubTool] = [.echo, .serverInfo, .uppercase]

  func call(_ call: StubToolCall, server: StubServer) throws(RPCError) -> ToolOutcome {
    switch self {
    case .echo:
      // The token as it came: what goes in comes out, byte for byte.
      return .value("echoed", Array(try input(of: call).bytes))
    case .uppercase:
      guard let text = try input(of: call).string else {
        throw .invalidParameters("arguments.input has a malformed escape")
      }
      var writer = JSONWriter(capacity: text.utf8.count + 2)
      writer.string(text.uppercased())
      return .value("uppercase", writer.bytes)
    case .serverInfo:
      try call.requireOnly([])
      return information(of: server)
    case .binary: return try binary(call)
    case .elicit: return try elicit(call)
    case .fail: return try fail(call)
    case .large: return try large(call)
    case .progress: return try progress(call)
    case .slow: return try slow(call)
    }
  }

  private func information(of server: StubServer) -> ToolOutcome {
    var info = JSONWriter()
    info.object { info in
      info.member("name", server.name)
      info.member("version", server.version)
      info.member("available_tools", server.tools.map(\.rawValue))
      info.member("sample_prompts", Self.samplePrompts)
    }
    var text = JSONWriter()
    text.string(String(decoding: info.bytes, as: UTF8.self))
    return ToolOutcome(text: text.bytes, structured: info.bytes)
  }

  private static let samplePrompts = [
    "Ask the stub who it is.",
    "Have the stub echo \"hello from the tunnel\".",
    "Have the stub write \"straße\" in capitals.",
  ]

  private func input(of call: StubToolCall) throws(RPCError) -> JSONSlice {
    try call.requireOnly(["input"])
    guard let input = call.arguments?["input"], input.kind == .string else {
      throw .invalidParameters("arguments.input must be a string")
    }
    return input
  }
}
