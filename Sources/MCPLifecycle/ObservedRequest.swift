public import RawJSON

/// A request of a caller whose answer tells of the server.
public enum ObservedRequest: Sendable, Equatable {
  case discover
  /// `tools/list`, with the cursor of the page.
  case tools(cursor: String?)
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
      let text = (try? find(pointer: "/cursor", in: raw)).flatMap { range in
        var cursor = JSONCursor(.init(rebasing: raw[range]))
        return try? cursor.readString()
      }
      self = .tools(cursor: text?.decoded)
    default: return nil
    }
  }
}
