import YAML

/// A plugin's configuration on its way from YAML to JSON: a string that is a reference becomes what it refers to, and is
/// remembered as a secret.
struct ResolvedJSON {
  private let values: SettingValues
  private(set) var secrets: [String] = []

  init(_ values: SettingValues) {
    self.values = values
  }

  mutating func text(_ node: YAMLNode, _ source: SettingSource) throws(ConfigurationProblem) -> String {
    guard case .mapping = node.content else {
      throw ConfigurationProblem(source: source, message: "is \(node.kindName), not a mapping", fix: "write key: value")
    }
    var found: [String] = []
    let values = self.values
    let json = try node.json { (text, line) throws(ConfigurationProblem) in
      guard SecretReference.split(text) != nil else { return text }
      let place = SettingSource.profile(source.name, file: source.file ?? "", line: line)
      let secret = try SecretReference.resolve(.init(text: text, source: place), values)
      found.append(secret)
      return secret
    }
    secrets += found
    return json
  }
}
