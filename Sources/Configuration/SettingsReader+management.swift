extension SettingsReader {
  /// Which key a command manages tunnels with.
  public enum ManagementKey: Sendable {
    /// `--admin-key`, `OPENAI_ADMIN_KEY`.
    case admin
    /// The same; where there is none, the runtime key is good enough (operator spec 14.2).
    case adminOrRuntime
    /// The runtime key: `CONTROL_PLANE_API_KEY`, the profile's, `OPENAI_API_KEY`.
    case runtime
  }

  /// - Throws: all problems at once.
  public static func readManagement(
    _ values: SettingValues, key: ManagementKey
  ) throws(ConfigurationError) -> ManagementSettings {
    var reader = SettingsReader(values)
    let network = reader.network([])
    let url = reader.baseURL()
    let found = reader.managementKey(key)
    let settings = ManagementSettings(
      baseURL: network.controlPlaneCertificate == nil ? url : mutual(url), urlPath: reader.urlPath(),
      organizationID: reader.organizationID(), key: found.key, keySource: found.source,
      headers: reader.headers(.controlPlaneHeaders, reserved: HeaderSettings.ofControlPlane), network: network)
    guard reader.problems.isEmpty else { throw ConfigurationError(problems: reader.problems) }
    return settings
  }

  /// Whether somebody gave a runtime key, right or wrong.
  public static func hasRuntimeKey(_ values: SettingValues) -> Bool {
    values.value(.apiKey) != nil || values.variable("OPENAI_API_KEY") != nil
  }

  private mutating func managementKey(_ wanted: ManagementKey) -> (key: String, source: SettingSource) {
    if wanted != .runtime, let value = adminKeyValue(wanted) {
      guard value.source.layer == .flag else { return (checked(value.text.trimmed, value.source), value.source) }
      do throws(ConfigurationProblem) {
        return (checked(try SecretReference.resolve(value, values), value.source), value.source)
      } catch {
        problems.append(error)
        return ("", value.source)
      }
    }
    if wanted == .runtime || (wanted == .adminOrRuntime && Self.hasRuntimeKey(values)) {
      return (apiKey(), values.value(.apiKey)?.source ?? .variable("OPENAI_API_KEY"))
    }
    note(
      .flag("--admin-key"), "the admin key is missing",
      "set OPENAI_ADMIN_KEY to one of \(WebPages.adminKeys), or name it with --admin-key env:NAME or file:/path",
      isAbsence: true)
    return ("", .flag("--admin-key"))
  }

  /// A blank flag is none; where a runtime key will do, so is a reference to a variable that is not set and that is
  /// looked at anyway.
  private func adminKeyValue(_ wanted: ManagementKey) -> SettingValues.Value? {
    values.candidates(.adminKey).first { value in
      guard !value.text.trimmed.isEmpty else { return false }
      let isDefault = value.source.layer == .flag && value.text == "env:OPENAI_ADMIN_KEY"
      return !(isDefault && wanted == .adminOrRuntime && values.variable("OPENAI_ADMIN_KEY") == nil)
    }
  }
}
