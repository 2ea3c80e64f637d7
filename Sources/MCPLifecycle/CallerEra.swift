import Glibc
import RawJSON

/// Which generation of MCP a caller speaks. It is a property of each request: a modern one carries its version in
/// `_meta` (2026-07-28, Base Protocol, `_meta`).
enum CallerEra: Equatable {
  case legacy
  case modern

  static let versionPointer = "/_meta/io.modelcontextprotocol~1protocolVersion"

  /// Where the version is looked for. `_meta` stands before or behind what is large, and a modern request that is taken
  /// for a legacy one loses nothing but `resultType`, whose absence means "complete".
  private static let window = 4096

  init(_ message: CallerMessage, _ method: Method) {
    if method == .discover, message.rpc.kind == .request {
      self = .modern
      return
    }
    guard message.declared != .legacy, let params = message.params, Self.mentionsProtocol(params),
      let version = Self.version(in: params), !ProtocolRevision.legacy.contains(version)
    else {
      self = .legacy
      return
    }
    self = .modern
  }

  /// The version that a request declares in its `_meta`.
  static func version(in params: UnsafeRawBufferPointer) -> String? {
    guard let range = try? find(pointer: versionPointer, in: params) else { return nil }
    var cursor = JSONCursor(.init(rebasing: params[range]))
    return (try? cursor.readString())?.decoded
  }

  /// A cheap look that says no for almost every legacy request.
  private static func mentionsProtocol(_ params: UnsafeRawBufferPointer) -> Bool {
    guard params.count > 2 * window else { return contains(params) }
    return contains(.init(rebasing: params.prefix(window))) || contains(.init(rebasing: params.suffix(window)))
  }

  /// Whether a key of the protocol's own prefix stands in the text: found by its slash, which may be escaped.
  private static func contains(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let prefix: StaticString = "io.modelcontextprotocol"
    guard let base = bytes.baseAddress else { return false }
    var start = 0
    while let slash = memchr(base + start, Int32(UInt8(ascii: "/")), bytes.count - start) {
      let position = UnsafeRawPointer(slash) - base
      let isEscaped = position > 0 && bytes[position - 1] == UInt8(ascii: "\\")
      let end = position - (isEscaped ? 1 : 0)
      let from = end - prefix.utf8CodeUnitCount
      if from >= 0, memcmp(base + from, prefix.utf8Start, prefix.utf8CodeUnitCount) == 0 { return true }
      start = position + 1
    }
    return false
  }
}
