/// What a configuration file says, typed and with the line of everything. Values are not resolved: a reference is still
/// a reference.
public struct Profile: Sendable {
  /// As it was named.
  public let path: String
  /// Of a setting with one value.
  var scalars: [SettingKey: SettingValues.Value] = [:]
  var lists: [SettingKey: [SettingValues.Value]] = [:]
  /// Header fields by setting.
  var maps: [SettingKey: [Field]] = [:]
  var records: [ProfileRecord.Kind: [ProfileRecord]] = [:]
  /// What is wrong with the file's shape: unknown keys, values of the wrong kind.
  public internal(set) var problems: [ConfigurationProblem] = []

  struct Field: Sendable {
    let name: String
    let value: SettingValues.Value
  }

  init(path: String) {
    self.path = path
  }
}
