internal import TunnelPluginKit

/// Who a server says it is, and what it tells clients and models about itself.
public struct ServerIdentity: Sendable {
  public var name: String
  public var title: String?
  public var version: String
  public var instructions: String
  /// The `capabilities` object, as JSON text.
  public var capabilities: String
  /// What a legacy client is offered that asks for a version that nobody knows.
  public var fallbackVersion: String

  public init(
    name: String, title: String? = nil, version: String, instructions: String,
    capabilities: String = #"{"tools":{"listChanged":false}}"#, fallbackVersion: String? = nil
  ) {
    self.name = name
    self.title = title
    self.version = version
    self.instructions = instructions
    self.capabilities = capabilities
    self.fallbackVersion = fallbackVersion ?? ProtocolEra.legacyVersions[0]
  }

  /// The `Implementation` object.
  func write(to writer: inout JSONWriter) {
    writer.object { info in
      info.member("name", name)
      if let title { info.member("title", title) }
      info.member("version", version)
    }
  }

  /// `_meta` of a modern result.
  func writeMeta(to result: inout JSONWriter) {
    result.key("_meta")
    result.object { meta in
      meta.key("io.modelcontextprotocol/serverInfo")
      write(to: &meta)
    }
  }
}
