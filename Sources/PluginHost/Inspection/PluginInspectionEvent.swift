/// What an inspection says while it runs, as a line of text: it runs in a child, and the last line before the child's
/// end tells what the plugin died of.
public enum PluginInspectionEvent: Sendable, Hashable {
  case began(PluginCheck, plugin: String)
  case ended(PluginFinding)
  /// Nothing more will come, whoever still holds the other end of the pipe.
  case over

  private static let separator: Character = "\t"

  /// Without the line end.
  public var line: String {
    let fields =
      switch self {
      case .began(let check, let plugin): ["began", check.rawValue, plugin]
      case .ended(let finding):
        [finding.outcome.rawValue, finding.check.rawValue, finding.plugin, finding.detail, finding.fix]
      case .over: ["over"]
      }
    return fields.map(Self.plain).joined(separator: String(Self.separator))
  }

  /// nil: not such a line.
  public init?(line: String) {
    let fields = line.split(separator: Self.separator, omittingEmptySubsequences: false).map(String.init)
    if fields == ["over"] {
      self = .over
      return
    }
    guard fields.count >= 3, let check = PluginCheck(rawValue: fields[1]) else { return nil }
    if fields[0] == "began", fields.count == 3 {
      self = .began(check, plugin: fields[2])
    } else if let outcome = PluginFinding.Outcome(rawValue: fields[0]), fields.count == 5 {
      self = .ended(PluginFinding(check, of: fields[2], outcome, fields[3], fix: fields[4]))
    } else {
      return nil
    }
  }

  /// A plugin's own words may hold anything.
  private static func plain(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars.prefix(2_000) {
      let isPlain =
        scalar.value >= 0x20 && scalar.value != 0x7F && !(0x80...0x9F).contains(scalar.value)
        && scalar.value != 0x2028 && scalar.value != 0x2029
      result.unicodeScalars.append(isPlain ? scalar : " ")
    }
    return result
  }
}
