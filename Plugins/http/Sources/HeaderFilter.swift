internal import TunnelPluginKit

/// Which headers of a caller reach the MCP server.
///
/// The service filters before it queues; this is the same list again, as defence in depth (dataplane spec HD-03, W-18).
enum HeaderFilter {
  /// The caller's headers minus what must not pass, then the static ones that the caller did not send.
  /// `refused` counts headers that HTTP cannot carry.
  static func forward(_ caller: Headers, adding fixed: [StaticHeader]) -> (headers: HeaderList, refused: Int) {
    var headers = HeaderList()
    headers.reserve(caller.count + fixed.count + 2)
    var refused = 0
    let nominated = nominatedByConnection(caller)
    for field in caller where !field.value.isEmpty && !isBlocked(field.name) {
      guard !nominated.contains(where: { $0.equalsIgnoringCase(field.name) }) else { continue }
      if field.isSendable { headers.append(field) } else { refused += 1 }
    }
    for header in fixed where !headers.contains(header.field.name) {
      headers.append(header.field)
    }
    return (headers, refused)
  }

  static func isBlocked(_ name: BorrowedText) -> Bool {
    isOwn(name) || blocked.contains(name)
  }

  /// What this transport or the host's HTTP client decides alone.
  static func isOwn(_ name: BorrowedText) -> Bool {
    own.contains(name)
  }

  private static func nominatedByConnection(_ headers: Headers) -> [BorrowedText] {
    var names: [BorrowedText] = []
    for field in headers where field.name.equalsIgnoringCase("connection") {
      for part in field.value.bytes.split(separator: UInt8(ascii: ",")) {
        names.append(BorrowedText(UnsafeRawBufferPointer(rebasing: part)).trimmed())
      }
    }
    return names
  }

  private static let own = HeaderNameSet([
    "accept-encoding", "connection", "content-length", "content-type", "expect", "host", "keep-alive", "te", "trailer",
    "transfer-encoding", "upgrade",
  ])

  private static let blocked = HeaderNameSet([
    "cf-connecting-ip", "cookie", "forwarded", "openai-organization", "proxy-authenticate", "proxy-authorization",
    "proxy-connection", "true-client-ip", "user-agent", "via", "x-client-ip", "x-cluster-client-ip",
    "x-custom-cf-witness-actor", "x-custom-cf-witness-authorization", "x-envoy-external-address", "x-forwarded-for",
    "x-forwarded-host", "x-forwarded-port", "x-forwarded-proto", "x-oai-brte-redeemable-token",
    "x-openai-actor-authorization", "x-openai-authorization", "x-openai-authorization-error",
    "x-openai-brte-redeemable-token", "x-openai-internal-caller", "x-openai-request-path", "x-openai-skip-auth",
    "x-original-forwarded-for", "x-real-ip", "x-tunnel-traffic-source",
  ])
}
