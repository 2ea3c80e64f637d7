/// Where a value came from.
public struct SettingSource: Sendable, Hashable, CustomStringConvertible {
  /// In the order of precedence, the strongest first (operator spec 3.1).
  public enum Layer: String, Sendable, Hashable, Comparable {
    case flag
    case environment
    case profile
    case fallback = "default"

    private var rank: Int {
      switch self {
      case .flag: 3
      case .environment: 2
      case .profile: 1
      case .fallback: 0
      }
    }

    public static func < (left: Layer, right: Layer) -> Bool { left.rank < right.rank }
  }

  public let layer: Layer
  /// The flag, the variable or the profile's dotted key.
  public let name: String
  /// The profile's path and the line in it, counted from 1.
  public let file: String?
  public let line: Int?

  init(layer: Layer, name: String, file: String? = nil, line: Int? = nil) {
    self.layer = layer
    self.name = name
    self.file = file
    self.line = line
  }

  /// With the dashes.
  public static func flag(_ name: String) -> SettingSource { SettingSource(layer: .flag, name: name) }

  public static func variable(_ name: String) -> SettingSource { SettingSource(layer: .environment, name: name) }

  static func profile(_ path: String, file: String, line: Int) -> SettingSource {
    SettingSource(layer: .profile, name: path, file: file, line: line)
  }

  /// A profile as a whole.
  static func file(_ path: String) -> SettingSource { SettingSource(layer: .profile, name: "", file: path) }

  static func fallback(_ key: SettingKey) -> SettingSource { SettingSource(layer: .fallback, name: key.name) }

  public var description: String {
    switch layer {
    case .flag, .environment: name
    case .profile: place + (name.isEmpty ? "" : ": \(name)")
    case .fallback: "default of \(name)"
    }
  }

  private var place: String {
    line.map { "\(file ?? ""):\($0)" } ?? file ?? ""
  }

  /// Short, for a table: `flag`, `env:NAME`, `file:line`, `default` (operator spec 32.2).
  public var label: String {
    switch layer {
    case .flag: name
    case .environment: "env:\(name)"
    case .profile: place
    case .fallback: "default"
    }
  }
}
