public import TunnelPluginKit

/// An MCP server that offers tools: everything but what its tools are and do.
///
/// It speaks both generations: `initialize` and what follows of 2024-11-05 to 2025-11-25, and the stateless requests of
/// 2026-07-28, told apart request by request (`ProtocolEra`).
public struct ToolServer: Sendable {
  public let identity: ServerIdentity
  /// The `tools` array of the list.
  private let tools: [UInt8]

  /// The lists never change while the process lives; an hour is what a client may lose by a new configuration.
  private static let timeToLive = 3_600_000

  /// `describe` writes the elements of the list of tools.
  public init(_ identity: ServerIdentity, describe: (inout JSONWriter) -> Void) {
    self.identity = identity
    var writer = JSONWriter(capacity: 4_096)
    writer.array(describe)
    tools = writer.bytes
  }

  /// The whole response: to `id`, the raw token of the request's id, with what `result` gives or throws.
  public func response(
    to id: UnsafeRawBufferPointer, _ result: () throws(RPCError) -> ServerResult
  ) -> [UInt8] {
    var writer = JSONWriter(capacity: 512)
    writer.object { response in
      response.member("jsonrpc", "2.0")
      response.key("id")
      response.raw(id)
      do throws(RPCError) {
        let result = try result()
        response.key("result")
        response.object { write(result, to: &$0) }
      } catch {
        response.key("error")
        error.write(to: &response)
      }
    }
    return writer.bytes
  }

  /// Everything but `tools/call`.
  public func result(of request: RPCRequest, _ era: ProtocolEra) throws(RPCError) -> ServerResult {
    switch (request.method, era) {
    case ("initialize", .legacy):
      let requested = request.parameters?["protocolVersion"]?.string
      return .initialize(
        version: ProtocolEra.legacyVersions.first { $0 == requested } ?? identity.fallbackVersion)
    case ("ping", .legacy):
      return .empty
    case ("server/discover", .modern):
      return .discover
    case ("tools/list", _):
      if let cursor = request.parameters?["cursor"], cursor.kind != .null {
        throw .invalidParameters("unknown cursor; the list has one page")
      }
      return .tools(era)
    default:
      throw .methodNotFound(request.method)
    }
  }

  private func write(_ result: ServerResult, to writer: inout JSONWriter) {
    switch result {
    case .empty:
      break
    case .members(let write):
      write(&writer)
    case .initialize(let version):
      writer.member("protocolVersion", version)
      writeCapabilities(to: &writer)
      writer.key("serverInfo")
      identity.write(to: &writer)
      writer.member("instructions", identity.instructions)
    case .discover:
      writer.member("resultType", "complete")
      writer.member("supportedVersions", ProtocolEra.supportedVersions)
      writeCapabilities(to: &writer)
      writer.member("instructions", identity.instructions)
      writeCaching(to: &writer)
      identity.writeMeta(to: &writer)
    case .tools(let era):
      if era == .modern { writer.member("resultType", "complete") }
      writer.key("tools")
      tools.withUnsafeBytes { writer.raw($0) }
      if era == .modern {
        writeCaching(to: &writer)
        identity.writeMeta(to: &writer)
      }
    case .call(let era, let resultType, let write):
      if era == .modern { writer.member("resultType", resultType) }
      write(&writer)
      if era == .modern { identity.writeMeta(to: &writer) }
    }
  }

  private func writeCapabilities(to result: inout JSONWriter) {
    result.key("capabilities")
    result.raw(identity.capabilities)
  }

  /// `CacheableResult`: the same for everybody.
  private func writeCaching(to result: inout JSONWriter) {
    result.member("ttlMs", Self.timeToLive)
    result.member("cacheScope", "public")
  }
}
