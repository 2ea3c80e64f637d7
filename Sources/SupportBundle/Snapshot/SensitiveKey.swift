/// Whether a name says that what stands behind it is secret (operator spec 12.5.4). Dashes, dots and underscores are the
/// same, and case does not count.
enum SensitiveKey {
  private static let segments: Set<Substring> = ["key", "token", "secret", "password", "cookie", "authorization"]
  private static let whole: Set<String> = ["apikey", "passwd", "apitoken", "authtoken", "accesstoken", "clientsecret"]

  static func matches(_ name: some StringProtocol) -> Bool {
    let plain = name.lowercased().replacing("-", with: "_").replacing(".", with: "_")
    let parts = plain.split(separator: "_")
    return parts.contains { segments.contains($0) || whole.contains(String($0)) }
  }

  /// Whether a value is a reference to where a secret is kept, which is none itself.
  static func isReference(_ value: some StringProtocol) -> Bool {
    ["env:", "file:", "exec:"].contains { value.hasPrefix($0) }
  }
}
