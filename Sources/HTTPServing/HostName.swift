import NIOCore

/// What a host name or address literal says without asking a resolver.
enum HostName {
  /// `localhost`, `127.0.0.0/8` or `::1`, with or without brackets.
  static func isLoopback(_ host: String) -> Bool {
    let name = normalized(host)
    if name == "localhost" { return true }
    guard let address = try? SocketAddress(ipAddress: name, port: 0) else { return false }
    return address.isLoopback
  }

  /// An address literal: DNS rebinding needs a name, so a literal cannot be the victim of it.
  static func isAddressLiteral(_ host: String) -> Bool {
    (try? SocketAddress(ipAddress: normalized(host), port: 0)) != nil
  }

  /// Lower case, without brackets and without the dot of a fully qualified name.
  static func normalized(_ host: String) -> String {
    var name = host.lowercased()[...]
    if name.hasPrefix("["), name.hasSuffix("]") { name = name.dropFirst().dropLast() }
    if name.hasSuffix(".") { name = name.dropLast() }
    return String(name)
  }

  static func bracketed(_ host: String) -> String {
    host.utf8.contains(UInt8(ascii: ":")) && !host.hasPrefix("[") ? "[\(host)]" : host
  }

  /// The host of a `Host` header value or an authority, without its port.
  static func host(ofAuthority authority: some StringProtocol) -> String {
    if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
      return String(authority[...end])
    }
    guard let colon = authority.lastIndex(of: ":") else { return String(authority) }
    return String(authority[..<colon])
  }
}

extension SocketAddress {
  /// `127.0.0.0/8`, `::1`, the IPv4 loopback mapped into IPv6, or a Unix socket.
  var isLoopback: Bool {
    if case .unixDomainSocket = self { return true }
    guard let ip = ipAddress else { return false }
    return ip.hasPrefix("127.") || ip == "::1" || ip.hasPrefix("::ffff:127.")
  }
}
