import CurlHTTP
import NIOCore
import RawJSON

/// What protected-resource metadata says (RFC 9728 §2).
public struct ProtectedResourceMetadata: Sendable, Equatable {
  public var resource: String
  /// In their order; only the first one is used (dataplane OA-09).
  public var authorizationServers: [String]

  /// Why a document is not usable, for a person.
  struct Unusable: Error, Equatable {
    let reason: String
  }

  /// - Throws: when the text is not JSON to its end, or lacks what callers need (dataplane OA-05).
  init(_ body: ByteBuffer) throws(Unusable) {
    guard body.readableBytes > 0 else { throw Unusable(reason: "the body is empty") }
    var (resource, servers) = ("", [String]())
    do throws(JSONError) {
      (resource, servers) = try body.withUnsafeReadableBytes { bytes in
        Result { () throws(JSONError) in try Self.read(bytes) }
      }.get()
    } catch {
      throw Unusable(reason: "the body is not such a document: \(error)")
    }
    guard !resource.isEmpty else { throw Unusable(reason: "the document has no \"resource\"") }
    if let first = servers.first, URLOrigin(first) == nil {
      throw Unusable(reason: "the first of \"authorization_servers\" is not an http URL")
    }
    self.resource = resource
    authorizationServers = servers
  }

  private static func read(_ bytes: UnsafeRawBufferPointer) throws(JSONError) -> (String, [String]) {
    var cursor = JSONCursor(bytes)
    var (resource, servers) = ("", [String]())
    try cursor.beginObject()
    while let key = try cursor.nextMember() {
      switch key {
      case "resource": resource = try cursor.readString().decoded
      case "authorization_servers" where try cursor.peekKind() == .array:
        servers = []
        try cursor.beginArray()
        while try cursor.nextElement() { servers.append(try cursor.readString().decoded) }
      default: _ = try cursor.skipValue()
      }
    }
    try cursor.end()
    return (resource, servers)
  }
}
