internal import TunnelPluginKit

/// The tools of the stub, in the order in which they are listed: alphabetical.
enum StubTool: String, CaseIterable {
  case echo
  case serverInfo = "server_info"
  case uppercase

  /// What a call results in: text for people, an object for programs; both as JSON text.
  struct Outcome {
    let text: [UInt8]
    let structured: [UInt8]

    func write(to result: inout JSONWriter) {
      result.key("content")
      result.array { content in
        content.object { block in
          block.member("type", "text")
          block.key("text")
          text.withUnsafeBytes { block.raw($0) }
        }
      }
      result.key("structuredContent")
      structured.withUnsafeBytes { result.raw($0) }
      result.member("isError", false)
    }
  }

  func call(_ arguments: JSONSlice?, server: StubServer) throws(RPCError) -> Outcome {
    switch self {
    case .echo:
      // The token as it came: what goes in comes out, byte for byte.
      let input = Array(try input(of: arguments).bytes)
      return outcome("echoed", input)
    case .uppercase:
      guard let text = try input(of: arguments).string else {
        throw .invalidParameters("arguments.input has a malformed escape")
      }
      var writer = JSONWriter(capacity: text.utf8.count + 2)
      writer.string(text.uppercased())
      return outcome("uppercase", writer.bytes)
    case .serverInfo:
      try requireOnly([], in: arguments)
      var info = JSONWriter()
      info.object { info in
        info.member("name", server.name)
        info.member("version", server.version)
        info.member("available_tools", Self.allCases.map(\.rawValue))
        info.member("sample_prompts", Self.samplePrompts)
      }
      var text = JSONWriter()
      text.string(String(decoding: info.bytes, as: UTF8.self))
      return Outcome(text: text.bytes, structured: info.bytes)
    }
  }

  private static let samplePrompts = [
    "Ask the stub who it is.",
    "Have the stub echo \"hello from the tunnel\".",
    "Have the stub write \"straße\" in capitals.",
  ]

  private func outcome(_ name: String, _ token: [UInt8]) -> Outcome {
    var structured = JSONWriter(capacity: token.count + 32)
    structured.object { object in
      object.key(name)
      token.withUnsafeBytes { object.raw($0) }
    }
    return Outcome(text: token, structured: structured.bytes)
  }

  private func input(of arguments: JSONSlice?) throws(RPCError) -> JSONSlice {
    try requireOnly(["input"], in: arguments)
    guard let input = arguments?["input"], input.kind == .string else {
      throw .invalidParameters("arguments.input must be a string")
    }
    return input
  }

  /// The schemas say `additionalProperties: false`.
  private func requireOnly(_ names: [String], in arguments: JSONSlice?) throws(RPCError) {
    guard let arguments, arguments.kind != .null else { return }
    guard arguments.kind == .object else { throw .invalidParameters("arguments must be an object") }
    for member in arguments.members {
      let name = member.name.string ?? ""
      guard names.contains(name) else {
        throw .invalidParameters("arguments.\(name) is not a parameter of \(rawValue)")
      }
    }
  }
}
