import NIOCore
import RawJSON

/// Points a target's OAuth metadata at this control plane, where its caller knows the resource.
enum ProtectedResource {
  /// The document with its `resource` replaced, everything else byte for byte.
  static func rewrite(_ document: ByteBuffer, resource: String) -> ByteBuffer {
    guard let range = document.withUnsafeReadableBytes(Self.resourceRange) else { return document }
    var url: [UInt8] = []
    JSONQuoting.append(resource, to: &url)
    let view = document.readableBytesView
    var result = ByteBuffer(bytes: view.prefix(range.lowerBound))
    result.writeBytes(url)
    result.writeBytes(view.dropFirst(range.upperBound))
    return result
  }

  /// A `WWW-Authenticate` value with its `resource_metadata` replaced.
  static func rewrite(challenge: String, metadata url: String) -> String {
    guard let start = Self.metadataStart(in: challenge) else { return challenge }
    let rest = challenge[start...]
    let end: String.Index
    if rest.hasPrefix("\"") {
      end = rest.dropFirst().firstIndex(of: "\"").map { rest.index(after: $0) } ?? rest.endIndex
    } else {
      end = rest.firstIndex { $0 == "," || $0 == " " } ?? rest.endIndex
    }
    return "\(challenge[..<start])\"\(url)\"\(challenge[end...])"
  }

  /// Auth parameters are case-insensitive (RFC 9110 §11.2), and ASCII is all that lowercasing may change here.
  private static func metadataStart(in challenge: String) -> String.Index? {
    let name = Array("resource_metadata=".utf8)
    let lower = challenge.utf8.map { (65...90).contains($0) ? $0 | 0x20 : $0 }
    guard let found = lower.firstRange(of: name) else { return nil }
    return challenge.utf8.index(challenge.startIndex, offsetBy: found.upperBound)
  }

  /// Where the top-level `resource` is; nil when there is none.
  private static func resourceRange(_ bytes: UnsafeRawBufferPointer) -> Range<Int>? {
    var cursor = JSONCursor(bytes)
    var found: Range<Int>?
    do {
      try cursor.beginObject()
      while let key = try cursor.nextMember() {
        let isResource = key == "resource"
        let range = try cursor.skipValue()
        if isResource { found = range }
      }
    } catch {
      return nil
    }
    return found
  }
}
