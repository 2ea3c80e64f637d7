import NIOHTTP1

/// A header of a caller that travels with its command, with all its values.
struct CommandHeader: Sendable, Equatable {
  let name: String
  var values: [String]

  /// What stays here: hop-by-hop and framing headers, what would tell the target about the way of the request, and
  /// names that only a trusted proxy may set (dataplane HD-03).
  private static let blocked: Set<String> = [
    "accept-encoding", "cf-connecting-ip", "connection", "cookie", "content-length", "content-type", "forwarded",
    "host", "keep-alive", "openai-organization", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te",
    "trailer", "transfer-encoding", "true-client-ip", "upgrade", "user-agent", "via", "x-client-ip",
    "x-cluster-client-ip", "x-custom-cf-witness-actor", "x-custom-cf-witness-authorization",
    "x-envoy-external-address", "x-forwarded-for", "x-forwarded-host", "x-forwarded-port", "x-forwarded-proto",
    "x-oai-brte-redeemable-token", "x-openai-actor-authorization", "x-openai-authorization",
    "x-openai-authorization-error", "x-openai-brte-redeemable-token", "x-openai-internal-caller",
    "x-openai-request-path", "x-openai-skip-auth", "x-original-forwarded-for", "x-real-ip", "x-tunnel-traffic-source",
  ]

  static func forwarded(from headers: HTTPHeaders) -> [CommandHeader] {
    let nominated = Set(headers[canonicalForm: "connection"].map { $0.lowercased() })
    var result: [CommandHeader] = []
    for (name, value) in headers where !value.isEmpty {
      let key = name.lowercased()
      if blocked.contains(key) || nominated.contains(key) { continue }
      if let index = result.firstIndex(where: { $0.name.lowercased() == key }) {
        result[index].values.append(value)
      } else {
        result.append(CommandHeader(name: name, values: [value]))
      }
    }
    return result
  }
}
