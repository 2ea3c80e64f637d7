internal import TunnelPluginKit

/// The `result` of a response. What 2026-07-28 added is written for modern callers only.
enum StubResult {
  /// `ping`
  case empty
  case initialize(version: String)
  case discover
  case tools(ProtocolEra)
  case call(ToolOutcome, ProtocolEra)

  private static let instructions =
    "A stub for trying out a tunnel. Ask it to echo a text, to write one in capitals, or to describe itself."

  /// The lists never change while the process lives; an hour is what a client may lose by a new configuration.
  private static let timeToLive = 3_600_000

  func write(to result: inout JSONWriter, server: StubServer) {
    switch self {
    case .empty:
      break
    case .initialize(let version):
      result.member("protocolVersion", version)
      writeCapabilities(to: &result)
      result.key("serverInfo")
      server.writeImplementation(to: &result)
      result.member("instructions", Self.instructions)
    case .discover:
      result.member("resultType", "complete")
      result.member("supportedVersions", ProtocolEra.supportedVersions)
      writeCapabilities(to: &result)
      result.member("instructions", Self.instructions)
      writeCaching(to: &result)
      server.writeMeta(to: &result)
    case .tools(let era):
      if era == .modern { result.member("resultType", "complete") }
      result.key("tools")
      result.array { tools in
        for tool in server.tools { tool.describe(to: &tools) }
      }
      if era == .modern {
        writeCaching(to: &result)
        server.writeMeta(to: &result)
      }
    case .call(let outcome, let era):
      if era == .modern { result.member("resultType", outcome.question == nil ? "complete" : "input_required") }
      outcome.write(to: &result)
      if era == .modern { server.writeMeta(to: &result) }
    }
  }

  private func writeCapabilities(to result: inout JSONWriter) {
    result.key("capabilities")
    result.raw(#"{"tools":{"listChanged":false}}"#)
  }

  /// `CacheableResult`: the same for everybody.
  private func writeCaching(to result: inout JSONWriter) {
    result.member("ttlMs", Self.timeToLive)
    result.member("cacheScope", "public")
  }
}

extension StubServer {
  fileprivate func writeImplementation(to writer: inout JSONWriter) {
    writer.object { info in
      info.member("name", name)
      info.member("version", version)
    }
  }

  fileprivate func writeMeta(to result: inout JSONWriter) {
    result.key("_meta")
    result.object { meta in
      meta.key("io.modelcontextprotocol/serverInfo")
      writeImplementation(to: &meta)
    }
  }
}
