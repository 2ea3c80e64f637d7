/// `plugins.load` of a profile.
struct PluginRecords {
  let values: SettingValues

  func read() -> (plugins: [PluginSetting], problems: [ConfigurationProblem]) {
    var plugins: [PluginSetting] = []
    var problems: [ConfigurationProblem] = []
    for record in values.profile?.records[.plugins] ?? [] {
      do throws(ConfigurationProblem) {
        let plugin = try plugin(record)
        if let other = plugins.first(where: { $0.id == plugin.id }) {
          throw ConfigurationProblem(
            source: plugin.source, message: "\(plugin.id) is named already in line \(other.source.line ?? 0)",
            fix: "name each plugin once")
        }
        plugins.append(plugin)
      } catch {
        problems.append(error)
      }
    }
    return (plugins, problems)
  }

  private func plugin(_ record: ProfileRecord) throws(ConfigurationProblem) -> PluginSetting {
    let sha256 = record.value("sha256")
    if let sha256 {
      let isHex = sha256.text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0 | 0x20) }
      guard sha256.text.utf8.count == 64, isHex else {
        throw ConfigurationProblem(
          source: sha256.source, message: "is no SHA-256 in hex: 64 digits", fix: "copy it from `sha256sum FILE`")
      }
    }
    var json = ResolvedJSON(values)
    let configuration = try record.fields["config"].map { (node) throws(ConfigurationProblem) in
      try json.text(node, record.source(of: "config"))
    }
    return PluginSetting(
      id: record.value("id")?.text ?? "", version: record.value("version")?.text,
      sha256: sha256?.text.lowercased(), grants: record.list("grants"),
      isolation: try Self.isolation(record), configuration: configuration ?? "{}", source: record.source,
      secrets: json.secrets)
  }

  static func isolation(_ record: ProfileRecord) throws(ConfigurationProblem) -> Isolation? {
    guard let value = record.value("isolation") else { return nil }
    guard let isolation = Isolation(rawValue: value.text) else {
      throw ConfigurationProblem(
        source: value.source, message: "\"\(value.text)\" is no isolation", fix: "write none or process")
    }
    return isolation
  }
}
