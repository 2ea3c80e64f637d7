extension SettingsReader {
  /// The program that was named, for commands that need nothing else; nil when nobody named one.
  public static func readCloudflaredPath(_ values: SettingValues) throws(ConfigurationError) -> String? {
    var reader = SettingsReader(values)
    let path = reader.path(.cloudflaredPath)
    guard reader.problems.isEmpty else { throw ConfigurationError(problems: reader.problems) }
    return path
  }

  /// Nil without a token and without managed mode; a token of one's own wins (CF-01).
  mutating func cloudflared() -> CloudflaredSettings? {
    let token = cloudflaredToken()
    let isManaged = boolean(.cloudflaredManaged)
    let readyTimeout = duration(.cloudflaredReadyTimeout, atLeast: .milliseconds(1), atMost: .seconds(3600))
    guard token != nil || isManaged else { return nil }
    return CloudflaredSettings(token: token, path: path(.cloudflaredPath), readyTimeout: readyTimeout)
  }

  private mutating func cloudflaredToken() -> String? {
    guard let value = values.value(.cloudflaredToken) else { return nil }
    let isLiteral = value.source.layer == .environment
    do throws(ConfigurationProblem) {
      let token = isLiteral ? value.text : try SecretReference.resolve(value, values)
      // The shortest that the log can blank out, and nothing that would end a variable of the environment.
      if token.utf8.count >= ShortSecrets.shortestRedacted, token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) {
        return token
      }
      note(
        value.source, "this is no cloudflared token (value not shown)",
        "copy the token of the Cloudflare tunnel: one word of letters and digits")
    } catch {
      problems.append(error)
    }
    return nil
  }
}
