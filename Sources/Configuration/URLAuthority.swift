/// What stands between the slashes of a URL, without user information: host and port.
enum URLAuthority {
  /// A host and perhaps a port, with `[…]` around an IPv6 address.
  static func isUsable(_ text: some StringProtocol) -> Bool {
    var port = text[...]
    if text.hasPrefix("[") {
      guard let end = text.firstIndex(of: "]"), text[..<end].contains(":") else { return false }
      port = text[text.index(after: end)...]
    } else {
      let host = text.prefix { $0 != ":" }
      guard !host.isEmpty, !host.contains("["), !host.contains("]") else { return false }
      port = text[host.endIndex...]
    }
    guard let colon = port.first else { return true }
    guard colon == ":" else { return false }
    let digits = port.dropFirst()
    return digits.isEmpty || digits.allSatisfy { ("0"..."9").contains($0) } && Int(digits).map { $0 < 65_536 } ?? false
  }
}
