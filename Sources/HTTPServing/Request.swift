public import NIOCore
public import NIOHTTP1

/// One request, with its whole body.
public struct Request: Sendable {
  /// The method.
  public var method: HTTPMethod
  /// The path of the request target, still percent-encoded, without the query.
  public var path = ""
  /// The query of the request target.
  public var query = QueryParameters()
  /// The same as it was sent, for routes that take exact words only; empty when there is none.
  public var rawQuery = ""
  /// The headers.
  public var headers: HTTPHeaders
  /// What the path parameters of the route matched, percent-decoded.
  public var parameters: PathParameters
  /// Who asks.
  public var peer: Peer
  /// The body; empty when there is none.
  public var body: ByteBuffer
  /// The loop on which the handler runs, for timers that should not cost a change of thread.
  public let eventLoop: any EventLoop

  init(head: HTTPRequestHead, body: ByteBuffer, peer: Peer, eventLoop: any EventLoop) {
    self.eventLoop = eventLoop
    self.method = head.method
    self.headers = head.headers
    self.parameters = PathParameters()
    self.peer = peer
    self.body = body
    let target = takeAuthority(from: head.uri)
    if let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) {
      self.path = String(target[..<mark])
      let query = target[target.utf8.index(after: mark)...]
      self.query = QueryParameters(encoded: query)
      self.rawQuery = String(query)
    } else {
      self.path = String(target)
    }
  }

  /// A client may send the whole URL (RFC 9112 §3.2.2); its authority then counts instead of `Host`.
  private mutating func takeAuthority(from target: String) -> Substring {
    guard !target.hasPrefix("/"), target.lowercased().hasPrefix("http://") else { return target[...] }
    let rest = target.dropFirst("http://".count)
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    headers.replaceOrAdd(name: "Host", value: String(authority))
    let path = rest[authority.endIndex...]
    return path.hasPrefix("/") ? path : "/" + path
  }
}
