public import RawJSON

/// A request of a caller whose answer tells of the server.
public enum ObservedRequest: Sendable, Equatable {
  case discover
  /// `tools/list`, with the cursor of the page and the revision of the protocol, where the request says it.
  case tools(cursor: String?, version: String? = nil)
  /// `tools/list` with more params than are looked into.
  case large

  private static let mostParams = 8 << 10

  /// Nil for all the others; made for each answer of a process, so it is settled by the method alone.
  public init?(_ bytes: UnsafeRawBufferPointer, _ rpc: JSONRPCMessage) {
    guard rpc.kind == .request else { return nil }
    switch Method(bytes, rpc.method) {
    case .discover: self = .discover
    case .listTools:
      guard let params = rpc.params else {
        self = .tools(cursor: nil)
        return
      }
      guard params.count <= Self.mostParams else {
        self = .large
        return
      }
      let raw = UnsafeRawBufferPointer(rebasing: bytes[params])
      self = .tools(
        cursor: Self.text("/cursor", in: raw),
        version: Self.text("/_meta/io.modelcontextprotocol~1protocolVersion", in: raw))
    default: return nil
    }
  }

  private static func text(_ pointer: String, in json: UnsafeRawBufferPointer) -> String? {
    (try? find(pointer: pointer, in: json)).flatMap { range in
      var cursor = JSONCursor(.init(rebasing: json[range]))
      return (try? cursor.readString())?.decoded
    }
  }
}
