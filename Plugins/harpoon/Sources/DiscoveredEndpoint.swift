internal import TunnelPluginKit

/// A URL that OAuth discovery came upon (ext/host_oauth.h). Servers named it: it becomes a target only if the policy says so.
struct DiscoveredEndpoint: Equatable {
  let role: String
  let url: String
  let group: String?
  /// On an origin that the operator has nothing to do with.
  let isForeign: Bool
  let unixSocket: String?

  init(role: String, url: String, group: String? = nil, isForeign: Bool = false, unixSocket: String? = nil) {
    self.role = role
    self.url = url
    self.group = group
    self.isForeign = isForeign
    self.unixSocket = unixSocket
  }

  /// So many are looked at.
  private static let most = 64

  static func all(in document: JSONSlice) -> [DiscoveredEndpoint] {
    (document["endpoints"]?.elements ?? []).prefix(most).compactMap { slice in
      guard let role = slice["role"]?.string, let url = slice["url"]?.string else { return nil }
      return DiscoveredEndpoint(
        role: role, url: url, group: slice["group"]?.string, isForeign: slice["foreign"]?.bool ?? true,
        unixSocket: slice["unix_socket"]?.string)
    }
  }

  /// Before it is made unique (dataplane HB-05).
  var label: String {
    let word = role.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
    return "oauth-" + String(word).prefix(48) + "-0"
  }

  /// Sorted, each once, in lower case (dataplane HB-05).
  var tags: [String] {
    var tags: Set<String> =
      switch role {
      case "prmd-resource": ["protected-resource-metadata", "resource"]
      case "prmd-auth-server": ["protected-resource-metadata", "authorization-server"]
      case "prmd-source": ["protected-resource-metadata", "source-url"]
      case "auth-server-metadata": ["auth-server-metadata"]
      default: ["auth-server-metadata", role.lowercased()]
      }
    if let group { tags.insert("group=\(group.lowercased())") }
    return tags.sorted()
  }

  var description: String {
    switch role {
    case "prmd-resource": "The protected resource, as its metadata names it"
    case "prmd-auth-server": "The authorization server of the protected resource"
    case "prmd-source": "Where the metadata of the protected resource was found"
    case "auth-server-metadata": "The metadata of the authorization server"
    default: "\(role) of the authorization server"
    }
  }
}
