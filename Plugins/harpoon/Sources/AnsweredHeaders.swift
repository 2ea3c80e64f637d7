internal import TunnelPluginKit

/// The headers of an answer as the caller gets them: without those of the connection and without cookies (dataplane spec
/// HC-07), and with targets by their labels.
struct AnsweredHeaders {
  private(set) var fields: [(name: String, values: [String])] = []
  /// The media type alone, in lower case, at most 256 bytes; nil without one.
  private(set) var mediaType: String?
  /// The host has decoded the body, whose length then says nothing.
  private var wasEncoded = false

  init(_ headers: Headers, _ registry: TargetRegistry) {
    var nominated: [String] = []
    for field in headers where field.name.equalsIgnoringCase("connection") {
      nominated += field.value.string.lowercased().split(separator: ",").map { $0.filter { !$0.isWhitespace } }
    }
    if let encoding = headers.first("content-encoding")?.string.lowercased() {
      wasEncoded = ["gzip", "x-gzip", "deflate"].contains(encoding)
    }
    if let type = headers.first("content-type") {
      let name = type.prefix(before: UInt8(ascii: ";")).trimmed().string.lowercased()
      mediaType = name.isEmpty ? nil : String(decoding: name.utf8.prefix(256), as: UTF8.self)
    }
    for field in headers where !Self.dropped.contains(field.name) {
      let name = Self.canonical(field.name.string)
      guard !nominated.contains(name.lowercased()) else { continue }
      var value = field.value.string
      if Self.holdsURLs.contains(field.name) { value = LinkRewriting.rewrite(value, registry) }
      append(name, value)
    }
    if wasEncoded {
      remove("Content-Encoding")
      remove("Content-Length")
    }
  }

  /// The body is another than the server sent: what was said of its size is not true any more (W-57).
  mutating func bodyWasRewritten() {
    remove("Content-Length")
  }

  func write(to writer: inout JSONWriter) {
    writer.object { object in
      for field in fields { object.member(field.name, field.values) }
    }
  }

  private mutating func append(_ name: String, _ value: String) {
    if let index = fields.firstIndex(where: { $0.name == name }) {
      fields[index].values.append(value)
    } else {
      fields.append((name, [value]))
    }
  }

  private mutating func remove(_ name: String) {
    fields.removeAll { $0.name == name }
  }

  /// "content-type" and "CONTENT-TYPE" are "Content-Type", so that a caller finds a header by one name.
  private static func canonical(_ name: String) -> String {
    name.split(separator: "-", omittingEmptySubsequences: false)
      .map { $0.prefix(1).uppercased() + $0.dropFirst().lowercased() }.joined(separator: "-")
  }

  private static let dropped = HeaderNameSet([
    "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "set-cookie",
    "set-cookie2", "te", "trailer", "transfer-encoding", "upgrade",
  ])

  private static let holdsURLs = HeaderNameSet(["location", "content-location", "link"])
}
