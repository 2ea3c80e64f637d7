internal import TunnelPluginKit

/// One URL that the service may call, by its label.
struct Target {
  let label: String
  let url: TargetURL
  /// A path: connect there instead of to the URL's host.
  let unixSocket: String?
  let description: String?
  let category: String
  let source: String
  let tags: [String]
  /// Why a discovered target is here; nil for one of the configuration.
  let inclusionReason: String?
  /// OAuth discovery found it, and may find another one in its place.
  let isDiscovered: Bool

  private let requestText: StableText
  private let socketText: StableText?
  /// What the user information of the URL means as a header.
  private let credentials: StableText?

  init(
    label: String, url: TargetURL, unixSocket: String? = nil, description: String? = nil, category: String = "config",
    source: String = "config", tags: [String] = [], inclusionReason: String? = nil,
    isDiscovered: Bool = false
  ) {
    self.label = label
    self.url = url
    self.unixSocket = unixSocket
    self.description = description
    self.category = category
    self.source = source
    self.tags = tags
    self.inclusionReason = inclusionReason
    self.isDiscovered = isDiscovered
    requestText = StableText(url.request)
    socketText = unixSocket.map { StableText($0) }
    credentials = url.userInfo.map { userInfo in
      let plain = PercentEncoding.decoded(userInfo)
      let both = plain.contains(UInt8(ascii: ":")) ? plain : plain + [UInt8(ascii: ":")]
      return StableText("Basic " + Base64.encoded(both))
    }
  }

  /// A request to this target and to nothing else: the host follows no redirect by itself.
  func request(_ method: CallMethod, _ headers: OutgoingHeaders) -> HTTPRequestOptions {
    var options = HTTPRequestOptions(method: method.literal, url: requestText)
    options.unixSocket = socketText
    options.headers = headers.list
    if let credentials, !headers.contains("authorization") {
      options.headers.append(HeaderField(name: BorrowedText("Authorization"), value: credentials.text))
    }
    return options
  }

  func has(_ tag: String) -> Bool { tags.contains(tag) }

  /// RFC 9728: a resource's own identifier, which clients compare with what they asked for.
  var isResourceIdentity: Bool { has("protected-resource-metadata") && has("resource") }

  /// 1 to 64 of a-z, 0-9, `_` and `-`, the first a letter or a digit (dataplane spec HA-04).
  static func isLabel(_ text: String) -> Bool {
    let isWord = { (byte: UInt8) in (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) }
    guard let first = text.utf8.first, isWord(first), text.utf8.count <= 64 else { return false }
    return text.utf8.allSatisfy { isWord($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
  }
}
