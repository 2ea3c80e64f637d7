import CCurl

/// Scheme, host and effective port of a URL, as libcurl reads it: what may see a credential.
public struct URLOrigin: Sendable, Equatable {
  public let scheme: String
  /// In lower case; an IPv6 literal keeps its brackets.
  public let host: String
  public let port: String

  /// Parts that another ``URLOrigin`` was made of.
  public init(scheme: String, host: String, port: String) {
    self.scheme = scheme
    self.host = host
    self.port = port
  }

  /// Nil when libcurl cannot parse the text, or it is neither http nor https.
  public init?(_ url: String, relativeTo base: String? = nil) {
    guard let handle = curl_url() else { return nil }
    defer { curl_url_cleanup(handle) }
    if let base, curl_url_set(handle, CURLUPART_URL, base, 0) != CURLUE_OK { return nil }
    guard curl_url_set(handle, CURLUPART_URL, url, 0) == CURLUE_OK,
      let scheme = Self.part(CURLUPART_SCHEME, of: handle), scheme == "http" || scheme == "https",
      let host = Self.part(CURLUPART_HOST, of: handle),
      let port = Self.part(CURLUPART_PORT, of: handle, CUnsignedInt(CURLU_DEFAULT_PORT))
    else { return nil }
    self.scheme = scheme
    self.host = host.lowercased()
    self.port = port
  }

  /// Whether the host is this machine: `localhost`, 127.0.0.0/8 or ::1.
  public var isLoopback: Bool {
    host == "localhost" || host == "[::1]" || (host.hasPrefix("127.") && host.split(separator: ".").count == 4)
  }

  private static func part(_ part: CURLUPart, of handle: OpaquePointer, _ flags: CUnsignedInt = 0) -> String? {
    var text: UnsafeMutablePointer<CChar>?
    guard curl_url_get(handle, part, &text, flags) == CURLUE_OK, let text else { return nil }
    defer { curl_free(text) }
    return String(cString: text)
  }
}
