/// The tree of keys that a profile may hold, made from the list of settings.
indirect enum ProfileShape {
  case section([String: ProfileShape])
  case scalar(SettingKey)
  case list(SettingKey)
  case headers(SettingKey)
  case records(ProfileRecord.Kind)
  case version

  static let root: ProfileShape = {
    var root = Self.section(["config_version": .version])
    for key in SettingKey.all {
      guard let path = key.path else { continue }
      let shape: ProfileShape =
        switch key.kind {
        case .text, .boolean, .integer, .duration, .path, .secret: .scalar(key)
        case .list: .list(key)
        case .headers: .headers(key)
        case .entries: ProfileRecord.Kind(rawValue: path).map(Self.records) ?? .list(key)
        }
      root.insert(shape, at: path.split(separator: ".").map(String.init)[...])
    }
    for kind in ProfileRecord.Kind.allCases {
      root.insert(.records(kind), at: kind.rawValue.split(separator: ".").map(String.init)[...])
    }
    return root
  }()

  /// Every dotted key, sections included.
  static let allPaths: [String] = root.paths("")

  private mutating func insert(_ shape: ProfileShape, at path: ArraySlice<String>) {
    guard let first = path.first else {
      self = shape
      return
    }
    guard case .section(var members) = self else { return }
    var member = members[first] ?? .section([:])
    member.insert(shape, at: path.dropFirst())
    members[first] = member
    self = .section(members)
  }

  private func paths(_ prefix: String) -> [String] {
    guard case .section(let members) = self else { return [prefix] }
    return (prefix.isEmpty ? [] : [prefix])
      + members.flatMap { $0.value.paths(prefix.isEmpty ? $0.key : "\(prefix).\($0.key)") }
  }
}
