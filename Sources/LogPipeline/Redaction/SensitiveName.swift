/// What a name says about the value behind it. Dashes, underscores and case do not count (operator spec 12.2.2).
enum SensitiveName {
  /// A header whose value goes to the end of the line.
  case header
  /// A value that is secret wherever it stands.
  case value
  /// A value that is secret under this very name only: in front of `:` it may be plain English.
  case word
  /// Secret in a query or as a JSON string (an OAuth code), an ordinary number elsewhere.
  case code

  init?(_ name: some Collection<UInt8>) {
    var key = Self.start
    var segment = Self.start
    var lastSegments = (Self.start, Self.start)
    var count = 0
    for byte in name {
      if byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") {
        if segment != Self.start { lastSegments = (lastSegments.1, segment) }
        segment = Self.start
        continue
      }
      let lower = byte >= 65 && byte <= 90 ? byte | 0x20 : byte
      key = Self.mix(key, lower)
      segment = Self.mix(segment, lower)
      count += 1
    }
    if segment != Self.start { lastSegments = (lastSegments.1, segment) }
    guard count > 3 else { return nil }
    if let known = Self.known[key] {
      self = known
    } else if Self.endings.contains(lastSegments.1) && lastSegments.0 != Self.progress
      || lastSegments.1 == Self.key && Self.keyPrefixes.contains(lastSegments.0)
    {
      self = .word
    } else {
      return nil
    }
  }

  /// Whether an attribute of this name is replaced whole.
  static func isAttribute(_ name: String) -> Bool {
    switch SensitiveName(name.utf8) {
    case .header, .value, .word: true
    case .code, nil: false
    }
  }

  private static let known: [UInt64: SensitiveName] = {
    let names: [(SensitiveName, [String])] = [
      (
        .header,
        ["authorization", "proxyauthorization", "cookie", "setcookie", "xtunnelshardtoken", "xapikey", "xauthtoken"]
      ),
      (
        .value,
        [
          "apikey", "apitoken", "accesstoken", "refreshtoken", "idtoken", "authtoken", "clientsecret", "shardtoken",
          "privatekey", "sessiontoken", "bearertoken",
        ]
      ),
      (.word, ["password", "passwd", "secret", "token"]),
      (.code, ["code"]),
    ]
    return names.reduce(into: [:]) { known, group in
      for name in group.1 { known[hash(name)] = group.0 }
    }
  }()

  private static let endings = Set(["token", "secret", "password", "passwd", "apikey", "authorization"].map(hash))
  private static let keyPrefixes = Set(["api", "private", "access", "secret", "signing", "encryption"].map(hash))
  private static let key = hash("key")
  private static let progress = hash("progress")

  // FNV-1a: names are compared by their hash so that looking at one allocates nothing.
  private static let start: UInt64 = 0xCBF2_9CE4_8422_2325

  private static func mix(_ hash: UInt64, _ byte: UInt8) -> UInt64 { (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }

  private static func hash(_ name: String) -> UInt64 { name.utf8.reduce(start, mix) }
}
