import CCurl

/// HTTP-dates (RFC 9110 §5.6.7), as libcurl reads them.
public enum HTTPDate {
  /// Seconds since 1970; nil when the text is not a date in GMT.
  public static func parse(_ text: String) -> Int? {
    guard text.hasSuffix("GMT") else { return nil }
    let seconds = curl_getdate(text, nil)
    return seconds < 0 ? nil : seconds
  }
}
