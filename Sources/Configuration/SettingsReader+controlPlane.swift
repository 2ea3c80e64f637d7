extension SettingsReader {
  mutating func controlPlane(_ bindings: [BindingSetting], isMutual: Bool) -> Settings.ControlPlane {
    let url = baseURL()
    return Settings.ControlPlane(
      baseURL: isMutual ? Self.mutual(url) : url, urlPath: urlPath(), tunnelID: tunnelID(),
      organizationID: organizationID(), apiKey: text(.authPlugin) == nil ? apiKey() : "",
      authPlugin: text(.authPlugin)?.text, maxInflight: integer(.maxInflight, 1...10_000),
      pollTimeout: duration(.pollTimeout, atLeast: .milliseconds(1), atMost: .seconds(595)),
      pollGuardrail: duration(.pollGuardrail, atLeast: .milliseconds(1), atMost: .milliseconds(59_999)),
      wire: wire(bindings))
  }

  /// The host that asks for a certificate, for whoever has one and said nothing else (dataplane spec GEN-06).
  static func mutual(_ url: String) -> String {
    url == SettingKey.baseURL.fallback ? "https://mtls.api.openai.com" : url
  }

  mutating func baseURL() -> String {
    guard let value = text(.baseURL) else { return "" }
    let scheme = ["https://", "http://"].first { value.text.hasPrefix($0) }
    let authority = value.text.dropFirst(scheme?.count ?? 0).prefix { !"/?#".contains($0) }
    let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
    guard let scheme, URLAuthority.isUsable(host), !authority.contains(where: \.isWhitespace) else {
      note(
        value.source, "\"\(redacted(value.text))\" is not an http:// or https:// URL with a host",
        "for example \(SettingKey.baseURL.fallback ?? "")")
      return ""
    }
    guard !authority.contains("@") else {
      note(value.source, "the URL carries a user name or password", "give the key in CONTROL_PLANE_API_KEY")
      return ""
    }
    // A path or query is not used (dataplane spec CP-01); the path has a setting of its own.
    return scheme + authority
  }

  /// A URL for a message: without what could be a password.
  private func redacted(_ text: String) -> String {
    guard let at = text.lastIndex(of: "@") else { return text }
    return "…" + text[at...]
  }

  mutating func urlPath() -> String {
    guard let value = text(.urlPath), value.text != "/" else { return "" }
    guard value.text.hasPrefix("/"), !value.text.contains(where: { "?#".contains($0) }), !value.text.contains("://")
    else {
      note(value.source, "\"\(redacted(value.text))\" is not a path", "write it as /prefix")
      return ""
    }
    return value.text.hasSuffix("/") ? String(value.text.dropLast()) : value.text
  }

  private mutating func tunnelID() -> String {
    guard let value = values.value(.tunnelID) else {
      note(
        .flag("--control-plane.tunnel-id"), "the tunnel id is missing",
        "copy it from the platform's tunnel settings, or set CONTROL_PLANE_TUNNEL_ID; see `tunnel-client help quickstart`",
        isAbsence: true)
      return ""
    }
    guard Self.isTunnelID(value.text) else {
      note(
        value.source, "\"\(value.text)\" is not a tunnel id: tunnel_ and 32 characters of a-z and 0-9",
        "copy it from the platform's tunnel settings")
      return ""
    }
    return value.text
  }

  /// `tunnel_` and 32 characters of a-z0-9 (dataplane spec GEN-04).
  public static func isTunnelID(_ text: String) -> Bool {
    let rest = text.dropFirst(7)
    return text.hasPrefix("tunnel_") && rest.utf8.count == 32
      && rest.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) }
  }

  /// It becomes a header.
  mutating func organizationID() -> String {
    guard let value = values.value(.organizationID) else { return "" }
    guard value.text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
      note(value.source, "the organization id has characters that no header takes", "copy it again")
      return ""
    }
    return value.text
  }

  /// Flag, `CONTROL_PLANE_API_KEY`, profile, `OPENAI_API_KEY` (operator spec 3.10).
  mutating func apiKey() -> String {
    guard let value = values.value(.apiKey) else {
      if let key = values.variable("OPENAI_API_KEY") { return checked(key, .variable("OPENAI_API_KEY")) }
      note(
        .variable("CONTROL_PLANE_API_KEY"), "the API key is missing",
        "set CONTROL_PLANE_API_KEY to a runtime key of the tunnel's organization", isAbsence: true)
      return ""
    }
    guard value.source.layer != .environment else { return checked(value.text, value.source) }
    do throws(ConfigurationProblem) {
      return checked(try SecretReference.resolve(value, values), value.source)
    } catch {
      problems.append(error)
      return ""
    }
  }

  mutating func checked(_ key: String, _ source: SettingSource) -> String {
    let isValid =
      !key.isEmpty
      && key.utf8.allSatisfy { byte in
        (97...122).contains(byte) || (65...90).contains(byte) || (48...57).contains(byte) || byte == 45 || byte == 95
      }
    if !isValid {
      note(
        source, "the API key has characters that no key has (value not shown)",
        "paste it again without spaces or quotes")
    }
    return key
  }
}
