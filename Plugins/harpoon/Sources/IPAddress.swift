internal import Glibc

/// An IP address as it stands in a URL's host.
struct IPAddress: Equatable {
  /// 4 or 16, most significant first. An IPv4 address within IPv6 counts as IPv4.
  let bytes: [UInt8]

  /// Nil when the text is a name. IPv6 keeps its brackets in a URL.
  init?(_ host: String) {
    if host.hasPrefix("["), host.hasSuffix("]") {
      var address = in6_addr()
      guard inet_pton(AF_INET6, String(host.dropFirst().dropLast()), &address) == 1 else { return nil }
      let all = withUnsafeBytes(of: address) { Array($0) }
      let isMapped = all[..<10].allSatisfy { $0 == 0 } && all[10] == 0xFF && all[11] == 0xFF
      bytes = isMapped ? Array(all[12...]) : all
      return
    }
    // Also 127.1 and 0x7f000001, which a client would connect to as well.
    var address = in_addr()
    guard inet_aton(host, &address) == 1 else { return nil }
    bytes = withUnsafeBytes(of: address) { Array($0) }
  }

  var isLoopback: Bool {
    bytes.count == 4 ? bytes[0] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1
  }

  /// RFC 1918, and the unique local addresses of RFC 4193.
  var isPrivate: Bool {
    guard bytes.count == 4 else { return bytes[0] & 0xFE == 0xFC }
    return bytes[0] == 10 || bytes[0] == 172 && bytes[1] & 0xF0 == 16 || bytes[0] == 192 && bytes[1] == 168
  }
}
