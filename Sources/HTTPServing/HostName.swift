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

  /// The host of a `Host` header value or an authority, without its port; nil when what stands behind the host is none.
  static func host(ofAuthority authority: String) -> String? {
    let bytes = authority.utf8
    let isLiteral = bytes.first == UInt8(ascii: "[")
    let end = bytes.firstIndex(of: UInt8(ascii: isLiteral ? "]" : ":")).map { isLiteral ? bytes.index(after: $0) : $0 }
    guard let end else { return isLiteral ? nil : authority }
    let port = bytes[end...]
    let isPort = port.first == UInt8(ascii: ":") && port.dropFirst().allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
    return port.isEmpty || isPort ? String(authority[..<end]) : nil
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
