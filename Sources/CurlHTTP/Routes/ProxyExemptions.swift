/// `NO_PROXY`: hosts that are reached directly. `*`, `host` (with its subdomains), `.host` or `*.host` (subdomains
/// only), an address, a CIDR block; each but `*` and the block may have a port.
struct ProxyExemptions: Sendable {
  private enum Rule: Sendable {
    case everything
    case name(String, includesItself: Bool, port: String?)
    case block(AddressBlock, port: String?)
  }

  private let rules: [Rule]

  init(_ text: String) {
    rules = text.split(whereSeparator: { $0 == "," || $0.isWhitespace }).compactMap { Self.rule($0.lowercased()) }
  }

  private static func rule(_ text: String) -> Rule? {
    if text == "*" { return .everything }
    if let block = AddressBlock(text) { return .block(block, port: nil) }
    let (host, port) = split(text)
    if let block = AddressBlock(host) { return .block(block, port: port) }
    if host.hasPrefix("*.") { return .name(String(host.dropFirst()), includesItself: false, port: port) }
    if host.hasPrefix(".") { return host.count > 1 ? .name(host, includesItself: false, port: port) : nil }
    return host.isEmpty ? nil : .name("." + host, includesItself: true, port: port)
  }

  private static func split(_ text: String) -> (host: String, port: String?) {
    guard let colon = text.lastIndex(of: ":"), text[text.index(after: colon)...].allSatisfy(\.isNumber) else {
      return (unbracketed(text[...]), nil)
    }
    return (unbracketed(text[..<colon]), String(text[text.index(after: colon)...]))
  }

  private static func unbracketed(_ host: Substring) -> String {
    host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : String(host)
  }

  func contains(_ origin: URLOrigin) -> Bool {
    let host = Self.unbracketed(origin.host[...])
    let address = AddressBlock(host)
    return rules.contains { rule in
      switch rule {
      case .everything: true
      case .name(let suffix, let includesItself, let port):
        (port == nil || port == origin.port)
          && (host.hasSuffix(suffix) || (includesItself && host == suffix.dropFirst()))
      case .block(let block, let port):
        (port == nil || port == origin.port) && address.map(block.contains) ?? false
      }
    }
  }
}
