public import CurlHTTP

/// What an auth provider supplied. Its values are secrets: they have no place in a log or a message.
public struct Credential: Sendable, Equatable {
  /// Fields for requests.
  public var headers: HTTPFields
  /// A value for the configuration; empty when there is none.
  public var secret: String
  /// From then on it is not used; nil: until a server refuses it.
  public var expiry: ContinuousClock.Instant?

  public init(headers: HTTPFields = HTTPFields(), secret: String = "", expiry: ContinuousClock.Instant? = nil) {
    self.headers = headers
    self.secret = secret
    self.expiry = expiry
  }

  /// The lines of a request with this credential: a line that the caller sent itself wins over one of the same name, as
  /// with static headers (dataplane spec 9). Nil when nothing of the credential is needed.
  func added(to fields: HTTPFields) -> HTTPFields? {
    var result = fields
    for index in 0..<headers.count {
      let name = headers.name(at: index)
      let isTaken = (0..<fields.count).contains { fields.name(at: $0).lowercased() == name.lowercased() }
      if !isTaken { result.append(name, headers.value(at: index)) }
    }
    return result.count == fields.count ? nil : result
  }

  /// Whether HTTP can carry it, and there is something in it.
  var isUsable: Bool {
    guard !headers.isEmpty || !secret.isEmpty, Self.isPlain(secret.utf8) else { return false }
    return (0..<headers.count).allSatisfy { index in
      headers.withLine(index) { name, value in
        !name.isEmpty && name.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") } && Self.isPlain(value)
      }
    }
  }

  private static func isPlain(_ bytes: some Sequence<UInt8>) -> Bool {
    bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
  }
}
