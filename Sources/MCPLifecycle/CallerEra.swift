import RawJSON

/// Which generation of MCP a caller speaks. It is a property of each request: a modern one carries its version in
/// `_meta` (2026-07-28, Base Protocol, `_meta`), and over HTTP in a header as well.
enum CallerEra: Equatable {
  case legacy
  case modern

  private static let versionPointer = "/_meta/io.modelcontextprotocol~1protocolVersion"

  /// Where the version is looked for. `_meta` stands before or behind what is large, and a modern request that is taken
  /// for a legacy one loses nothing but `resultType`, whose absence means "complete".
  private static let window = 2048

  /// What the header says saves the look into the message; a server rejects a message that differs from it.
  init(_ message: CallerMessage, _ method: Method) {
    if method == .discover, message.rpc.kind == .request {
      self = .modern
      return
    }
    switch message.declared {
    case .legacy: self = .legacy
    case .modern: self = .modern
    case .none: self = Self.looksModern(message) ? .modern : .legacy
    }
  }

  /// The version that a request declares in its `_meta`.
  static func version(in params: UnsafeRawBufferPointer) -> String? {
    guard let range = try? find(pointer: versionPointer, in: params) else { return nil }
    var cursor = JSONCursor(.init(rebasing: params[range]))
    return (try? cursor.readString())?.decoded
  }

  private static func looksModern(_ message: CallerMessage) -> Bool {
    guard let params = message.params, mentionsProtocol(params), let version = version(in: params) else { return false }
    return !ProtocolRevision.legacy.contains(version)
  }

  /// A cheap look that says no for almost every legacy request, in bounded time.
  private static func mentionsProtocol(_ params: UnsafeRawBufferPointer) -> Bool {
    guard params.count > 2 * window else { return prefix.occurs(in: params) }
    return prefix.occurs(in: .init(rebasing: params.prefix(window)))
      || prefix.occurs(in: .init(rebasing: params.suffix(window)))
  }

  /// Without the slash of the key, which may be escaped.
  private static let prefix = TextSearch("io.modelcontextprotocol")
}
