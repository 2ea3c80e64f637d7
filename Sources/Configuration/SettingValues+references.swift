import YAML

extension SettingValues {
  /// The command lines of all `exec:` references, for a plugin to answer; see ``resolving(_:)``.
  public var execReferences: [String] {
    var texts: [String] = []
    for (key, given) in flags where key.kind == .secret || key.kind == .headers {
      texts += key.kind == .headers ? given.map { Self.headerValue($0) } : given
    }
    for key in SettingKey.all where key.kind == .headers {
      for text in key.variable.flatMap({ variables[$0] })?.split(whereSeparator: { ",;".contains($0) }) ?? [] {
        texts.append(Self.headerValue(String(text)))
      }
    }
    if let profile {
      texts += profile.scalars.filter { $0.key.kind == .secret }.map(\.value.text)
      texts += profile.maps.values.flatMap { $0.map(\.value.text) }
      for node in profile.records.values.joined().flatMap(\.fields.values) {
        _ = node.json { (text: String, _: Int) in
          texts.append(text)
          return text
        }
      }
    }
    let commands = texts.compactMap(SecretReference.split).filter { $0.scheme == "exec" }.map(\.rest)
    return Set(commands).sorted()
  }

  private static func headerValue(_ header: String) -> String {
    guard let colon = header.firstIndex(of: ":") else { return "" }
    return String(header[header.index(after: colon)...].drop { $0 == " " || $0 == "\t" })
  }

  /// A value that is a path: `~/`, `file:/path` and `env:NAME` are written out (operator spec 5.3).
  func path(_ value: Value) throws(ConfigurationProblem) -> String {
    var text = value.text
    switch SecretReference.split(text) {
    case ("file", let rest)?: text = rest
    case ("env", let name)?:
      guard let path = variable(name) ?? (needsReferences ? nil : "/\(SecretReference.placeholder)") else {
        throw ConfigurationProblem(
          source: value.source, message: "the variable \(name) is not set", fix: "export \(name)=/path",
          isAbsence: true)
      }
      text = path
    default: break
    }
    return HomePath.expanded(text, environment)
  }

  /// A profile may name a variable or a file instead of a value that is no secret (operator spec 4).
  func plain(_ value: Value) throws(ConfigurationProblem) -> Value {
    guard value.source.layer == .profile, let (scheme, rest) = SecretReference.split(value.text), scheme != "exec"
    else { return value }
    if scheme == "file" {
      return Value(
        text: try SecretReference.read(HomePath.expanded(rest, environment), value.source, isSecret: false),
        source: value.source)
    }
    guard let text = variable(rest) else {
      throw ConfigurationProblem(
        source: value.source, message: "the variable \(rest) is not set", fix: "set it where this is started",
        isAbsence: true)
    }
    return Value(text: text, source: value.source)
  }
}
