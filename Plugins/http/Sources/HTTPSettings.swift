internal import TunnelPluginKit

/// The configuration of a binding, checked.
struct HTTPSettings {
  private(set) var place: Place
  let unixSocket: StableText?
  let headers: [StaticHeader]
  /// Those of a discovery request: `headers`, and over them `discovery_headers` (dataplane spec HD-05, HD-06).
  let discoveryHeaders: [StaticHeader]
  let maxMessageBytes: Int

  static let defaultMaxMessageBytes = 64 << 20

  init(_ configuration: Configuration) throws(PluginError) {
    guard let url = try configuration.string("url"), !url.isEmpty else {
      throw configuration.error(
        "url", "is missing; set it to the address of the MCP server, like http://127.0.0.1:8080/mcp")
    }
    guard Self.isAbsoluteHTTP(url) else {
      throw configuration.error("url", "'\(url)' is not an absolute http or https URL")
    }
    place = Place(url)
    let socket = try configuration.string("unix_socket") ?? ""
    unixSocket = socket.isEmpty ? nil : StableText(socket)
    maxMessageBytes =
      try configuration.integer("max_message_bytes", in: 1_024...(1 << 30)).map(Int.init) ?? Self.defaultMaxMessageBytes
    let headers = try Self.headers("headers", configuration)
    let discovery = try Self.headers("discovery_headers", configuration)
    self.headers = headers
    discoveryHeaders =
      headers.filter { header in !discovery.contains { $0.name.text.equalsIgnoringCase(header.name.text) } } + discovery
  }

  var url: StableText { place.url }

  /// The server says that it is where a redirect leads. False: that is somewhere else, where nothing of ours may go.
  mutating func follow(_ location: String) -> Bool {
    guard place.isOther(location) else { return false }
    place.swap()
    return true
  }

  /// A request to the server, and never to anything else: of redirects only those are followed that take a slash from
  /// the path's end or put one there, so that neither a static header nor a caller's leaves the server's origin and
  /// path (dataplane spec HD-05, W-25).
  func request(_ method: StaticString, _ headers: HeaderList) -> HTTPRequestOptions {
    var options = HTTPRequestOptions(method: method, url: url)
    options.unixSocket = unixSocket
    options.maxBodyBytes = maxMessageBytes
    options.headers = headers
    return options
  }

  private static func headers(_ name: String, _ configuration: Configuration) throws(PluginError) -> [StaticHeader] {
    var headers: [StaticHeader] = []
    for field in try configuration.fields(name) ?? [] {
      let header = StaticHeader(name: StableText(field.name), value: StableText(field.value))
      let key = "\(name).\(field.name)"
      guard header.field.isSendable else {
        throw configuration.error(key, "is not a header that HTTP can carry; check it for line breaks and spaces")
      }
      guard !HeaderFilter.isOwn(header.field.name) else {
        throw configuration.error(key, "is set by the client itself; remove it")
      }
      headers.append(header)
    }
    return headers
  }

  private static func isAbsoluteHTTP(_ url: String) -> Bool {
    let utf8 = url.utf8
    guard !utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) else { return false }
    guard let colon = utf8.firstIndex(of: UInt8(ascii: ":")) else { return false }
    let scheme = url[..<colon].lowercased()
    let rest = url[colon...]
    return (scheme == "http" || scheme == "https") && rest.hasPrefix("://")
      && !rest.dropFirst(3).prefix { $0 != "/" && $0 != "?" && $0 != "#" }.isEmpty
  }
}
