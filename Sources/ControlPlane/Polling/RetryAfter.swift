import CurlHTTP

/// The `Retry-After` header (RFC 9110 §10.2.3; dataplane spec PL-07), capped at a minute.
public enum RetryAfter {
  /// No wait is longer.
  static let cap = Duration.seconds(60)

  /// Digits, or an HTTP-date after `now` (seconds since 1970); nil for everything else.
  public static func parse(_ value: String?, now: Int) -> Duration? {
    guard let value else { return nil }
    let text = value.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed()
    if !text.isEmpty, text.allSatisfy({ $0.isASCII && $0.isNumber }) {
      return Int(String(text)).map { .seconds(min($0, 60)) } ?? cap
    }
    guard let seconds = HTTPDate.parse(String(text)).map({ $0 - now }) else { return nil }
    return seconds > 0 ? min(.seconds(seconds), cap) : nil
  }
}
