extension SettingValues {
  /// The value behind `env:NAME`, `file:/path` or `exec:command` as it is now; the latter as far as ``resolving(_:)`` knows.
  ///
  /// - Throws: why there is none, without the secret.
  public func secret(behind reference: String, source: SettingSource) throws(ConfigurationProblem) -> String {
    try SecretReference.resolve(Value(text: reference, source: source), self)
  }

  /// The command of an `exec:` reference; nil for another.
  public static func command(of reference: String) -> String? {
    guard case ("exec", let command)? = SecretReference.split(reference) else { return nil }
    return command
  }
}
