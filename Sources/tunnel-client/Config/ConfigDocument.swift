import Configuration

/// The effective configuration as `config explain --json` prints it.
struct ConfigDocument: Encodable {
  struct Source: Encodable {
    let layer: String
    let name: String
    let file: String?
    let line: Int?
    let label: String

    init(_ source: SettingSource) {
      layer = source.layer.rawValue
      name = source.name
      file = source.file
      line = source.line
      label = source.label
    }
  }

  struct Setting: Encodable {
    let key: String
    let flag: String?
    let variable: String?
    let value: String?
    let source: Source?
    let hides: [Source]
  }

  struct Binding: Encodable {
    let channel: String
    let transport: String
    let auth: String?
    let isolation: String?
    let source: Source
  }

  struct Plugin: Encodable {
    let id: String
    let version: String?
    let sha256: String?
    let grants: [String]?
    let isolation: String?
    let source: Source
  }

  struct Problem: Encodable {
    let key: String
    let source: Source
    let message: String
    let fix: String
  }

  /// What `configSource` says where no file counts.
  static let noFile = "flags/environment"

  let configSource: String
  let settings: [Setting]
  let bindings: [Binding]
  let plugins: [Plugin]
  let notes: [String]
  let problems: [Problem]
  /// Values that must not be printed.
  let secrets: [String]

  private enum CodingKeys: String, CodingKey {
    case configSource, settings, bindings, plugins, notes, problems
  }

  init(_ values: SettingValues, file: ConfigurationFile?) {
    configSource = file?.label ?? Self.noFile
    settings = Explanation.all(values).map { explanation in
      Setting(
        key: explanation.key, flag: explanation.flag, variable: explanation.variable, value: explanation.value,
        source: explanation.source.map(Source.init), hides: explanation.hides.map(Source.init))
    }
    var read: Settings?
    var wrong: [ConfigurationProblem] = []
    do throws(ConfigurationError) { read = try SettingsReader.read(values) } catch { wrong = error.problems }
    problems = wrong.map { Problem(key: $0.key, source: Source($0.source), message: $0.message, fix: $0.fix) }
    notes = read?.notes ?? []
    // What is wrong elsewhere does not hide who serves what.
    let targets = read == nil ? try? SettingsReader.readTargets(values) : nil
    secrets = read?.secrets ?? targets?.bindings.flatMap(\.secrets) ?? []
    bindings = (read?.mcp.bindings ?? targets?.bindings ?? []).map { binding in
      Binding(
        channel: binding.channel, transport: binding.pluginID, auth: binding.auth?.pluginID,
        isolation: binding.isolation?.rawValue, source: Source(binding.source))
    }
    plugins = (read?.plugins ?? targets?.plugins ?? []).map { plugin in
      Plugin(
        id: plugin.id, version: plugin.version, sha256: plugin.sha256, grants: plugin.grants,
        isolation: plugin.isolation?.rawValue, source: Source(plugin.source))
    }
  }
}
