import NIOHTTP1

/// Which headers of the target a caller sees (dataplane HD-07).
enum AnswerHeaders {
  private static let allowed: Set<String> = [
    "access-control-expose-headers", "content-type", "last-event-id", "mcp-protocol-version", "mcp-session-id",
    "www-authenticate",
  ]

  /// The allowed headers. `contentType` is for a body; nil leaves out any Content-Type. `metadataURL` takes the place
  /// of the one in a challenge, which only the target's own network can reach.
  static func make(_ headers: [CommandHeader], contentType: String?, metadataURL: String) -> HTTPHeaders {
    var result = HTTPHeaders()
    for header in headers where allowed.contains(header.name.lowercased()) {
      if header.name.lowercased() == "content-type" { continue }
      // A value that would break the head is dropped, not sent.
      for value in header.values where isValid(value) {
        let isChallenge = header.name.lowercased() == "www-authenticate"
        result.add(
          name: header.name,
          value: isChallenge ? ProtectedResource.rewrite(challenge: value, metadata: metadataURL) : value)
      }
    }
    if let contentType { result.add(name: "Content-Type", value: contentType) }
    return result
  }

  static func eventStream(_ headers: [CommandHeader], metadataURL: String) -> HTTPHeaders {
    var result = make(headers, contentType: "text/event-stream", metadataURL: metadataURL)
    result.add(name: "Cache-Control", value: "no-cache")
    return result
  }

  /// The body is always JSON, whatever the target has called it: a proxy's `text/plain` error page arrives as JSON-RPC.
  static func json(_ headers: [CommandHeader], metadataURL: String) -> HTTPHeaders {
    let type = headers.first { $0.name.lowercased() == "content-type" }?.values.first
    let isJSON = type.map { isValid($0) && $0.lowercased().hasPrefix("application/json") } ?? false
    return make(headers, contentType: isJSON ? type : "application/json", metadataURL: metadataURL)
  }

  static func namesEventStream(_ headers: [CommandHeader]) -> Bool {
    headers.contains { header in
      header.name.lowercased() == "content-type"
        && header.values.first?.lowercased().hasPrefix("text/event-stream") == true
    }
  }

  private static func isValid(_ value: String) -> Bool {
    value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }
  }
}
