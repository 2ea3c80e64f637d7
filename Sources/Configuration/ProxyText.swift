import Base64

/// Proxy URLs as settings write them (operator spec 3.9).
enum ProxyText {
  /// `http://` or `https://` and a host; or `env:NAME`, a variable that holds such a URL.
  static func parse(
    _ value: SettingValues.Value, _ values: SettingValues
  ) throws(ConfigurationProblem) -> NetworkSettings.Proxy {
    var (url, source) = (value.text, value.source.description)
    if case ("env", let name)? = SecretReference.split(url) {
      guard let text = values.variable(name) else {
        throw ConfigurationProblem(
          source: value.source, message: "the variable \(name) is not set", fix: "export \(name)=http://proxy:3128",
          isAbsence: true)
      }
      (url, source) = (text, "env:\(name)")
    }
    let scheme = ["http://", "https://"].first { url.lowercased().hasPrefix($0) }
    let authority = url.dropFirst(scheme?.count ?? 0).prefix { !"/?#".contains($0) }
    let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
    guard scheme != nil, URLAuthority.isUsable(host), !url.contains(where: { $0.isWhitespace || $0.isNewline }) else {
      // Never the value: it may hold a password.
      throw ConfigurationProblem(
        source: value.source, message: "not an http:// or https:// proxy URL (value not shown)",
        fix: "write it as http://proxy.example:3128")
    }
    return NetworkSettings.Proxy(url: url, source: source)
  }

  /// The user information as written, its password, and both as `Proxy-Authorization` carries them.
  static func secrets(of url: String) -> [String] {
    guard let start = url.firstRange(of: "://")?.upperBound else { return [] }
    let authority = url[start...].prefix { !"/?#".contains($0) }
    guard let at = authority.lastIndex(of: "@") else { return [] }
    let userInfo = String(authority[..<at])
    let plain = PercentEncoding.decoded(userInfo)
    let password = plain.firstIndex(of: ":").map { String(plain[plain.index(after: $0)...]) }
    return [userInfo, plain, Base64.standard.encoded(plain.utf8), password ?? ""].filter { !$0.isEmpty }
  }
}
