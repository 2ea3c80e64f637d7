internal import TunnelPluginKit

/// Which generation of MCP a request speaks, by what its `_meta` declares (MCP 2026-07-28, Versioning).
public enum ProtocolEra: Equatable, Sendable {
  /// 2025-11-25 and earlier: no version on the request.
  case legacy
  /// 2026-07-28: every request carries its version.
  case modern

  /// Newest first, as a client should choose.
  public static let modernVersions = ["2026-07-28"]
  public static let legacyVersions = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"]
  public static let supportedVersions = modernVersions + legacyVersions

  public static let versionKey = "io.modelcontextprotocol/protocolVersion"
  public static let capabilitiesKey = "io.modelcontextprotocol/clientCapabilities"

  public init(of request: RPCRequest) throws(RPCError) {
    guard let declared = request.meta?[Self.versionKey] else {
      // A method that only exists in the modern era, without what that era requires.
      guard request.method != "server/discover" else {
        throw .invalidParameters("params._meta[\"\(Self.versionKey)\"] is required")
      }
      self = .legacy
      return
    }
    guard let version = declared.string else {
      throw .invalidParameters("params._meta[\"\(Self.versionKey)\"] must be a string")
    }
    guard !Self.legacyVersions.contains(version) else {
      self = .legacy
      return
    }
    guard Self.modernVersions.contains(version) else { throw .unsupportedVersion(requested: version) }
    guard request.meta?[Self.capabilitiesKey]?.kind == .object else {
      throw .invalidParameters("params._meta[\"\(Self.capabilitiesKey)\"] is required")
    }
    self = .modern
  }
}
