/// One setting: its names, its default, and what the help and the documentation say about it. There is one list of
/// them, ``all``; flags, environment, profiles, `config explain` and docs/configuration.md follow it.
public struct SettingKey: Sendable, Hashable {
  /// How a value is written.
  public enum Kind: Sendable, Hashable {
    case text
    /// `true` or `false`; a flag alone means true.
    case boolean
    case integer
    /// `300ms`, `30s`, `2m`
    case duration
    /// A path or a reference to one.
    case path
    /// A secret: in flags and profiles only a reference to one.
    case secret
    /// Several words; a variable separates them by the character.
    case list(separator: Character)
    /// `Name: value`; a mapping in profiles.
    case headers
    /// `VALUE` or `key=value,…`; a list of mappings in profiles.
    case entries(separator: Character)
  }

  /// Dotted, as a profile nests it: `control_plane.tunnel_id`; nil when no profile sets it.
  public let path: String?
  /// With the dashes: `--control-plane.tunnel-id`; nil when no flag sets it.
  public let flag: String?
  /// `CONTROL_PLANE_TUNNEL_ID`; nil when no variable sets it.
  public let variable: String?
  public let kind: Kind
  /// As one would write it; nil when there is none.
  public let fallback: String?
  /// What it is for: a sentence or two.
  public let summary: String
  /// A value that one might give it.
  public let example: String

  init(
    _ path: String?, _ flag: String?, _ variable: String?, _ kind: Kind = .text, default fallback: String? = nil,
    _ summary: String, example: String
  ) {
    self.path = path
    self.flag = flag
    self.variable = variable
    self.kind = kind
    self.fallback = fallback
    self.summary = summary
    self.example = example
  }

  /// What it is called in messages: the profile's name for it, else the flag.
  public var name: String { path ?? flag ?? variable ?? "" }

  public static func == (left: SettingKey, right: SettingKey) -> Bool { left.name == right.name }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
  }
}

extension SettingKey {
  /// Every setting, in the order in which documentation shows them.
  public static let all: [SettingKey] =
    profileSelection + controlPlane + mcp + plugins + operatorSurface + logging + process + network + harpoon
    + companion + embedded
}
