import Configuration
import LogPipeline
import Operator
import PluginHost
import SupportBundle

extension ProcessDocuments {
  /// The configuration as it was read at the start: what a file says since then is not in force.
  init(source: SettingsSource, values: SettingValues, redactor: Redactor) {
    let file = try? source.file()
    let document = ConfigDocument(values, file: file)
    let text = (try? JSONText.encode(document)) ?? "{}"
    let effective = try? JSONText.encode(EffectiveConfiguration(document, file: file))
    let environment = source.environment
    self.init(
      configuration: { redactor.redactJSONText(Array(text.dropLast().utf8)) },
      runtime: {
        RuntimeFacts(
          arguments: CommandLine.arguments, environment: environment, plainVariables: SettingKey.plainVariables,
          plainKeys: SettingKey.plainLeaves, version: HostVersion.current,
          userAgent: "tunnel-client/\(HostVersion.current)",
          file: file.flatMap { file in SmallFile.read(file.path).map { .init(path: file.path, contents: $0) } },
          configuration: effective.map { Array($0.utf8) })
      })
  }
}

extension SettingKey {
  /// Settings whose values are no secrets, user info of URLs aside.
  fileprivate var isPlain: Bool {
    switch kind {
    case .text, .boolean, .integer, .duration, .path, .list: true
    case .secret, .headers, .entries: false
    }
  }

  static let plainVariables = Set(all.filter(\.isPlain).compactMap(\.variable))

  /// The last words of their paths, and those that name what a list of mappings holds.
  static let plainLeaves: Set<String> =
    Set(all.filter(\.isPlain).compactMap { $0.path?.split(separator: ".").last.map(String.init) })
    .union([
      "config_version", "channel", "transport", "isolation", "unix_socket", "url", "id", "version", "sha256", "label",
      "description",
    ])
}
