import Configuration

/// The effective configuration by section, as a bundle's manifest shows it (operator spec 12.5.2).
struct EffectiveConfiguration: Encodable {
  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  private struct Source: Encodable {
    let configFile: String?
    let profile: String?
    let profilePath: String?
    let profileDir: String?
  }

  private let source: Source
  private let sections: [String: [String: String]]
  private let bindings: [ConfigDocument.Binding]

  init(_ document: ConfigDocument, file: ConfigurationFile?) {
    var sections: [String: [String: String]] = [:]
    for setting in document.settings where !setting.key.hasPrefix("--") {
      guard let value = setting.value else { continue }
      let (section, key) = Self.place(of: setting.key)
      sections[section, default: [:]][key] = value
    }
    self.sections = sections
    bindings = document.bindings
    let isFile = file?.kind == .file
    source = Source(
      configFile: isFile ? file?.path : nil, profile: file?.profileName, profilePath: isFile ? nil : file?.path,
      profileDir: document.settings.first { $0.key == "--profile-dir" }?.value)
  }

  func encode(to encoder: any Encoder) throws {
    var root = encoder.container(keyedBy: Name.self)
    try root.encode(source, forKey: Name(stringValue: "source"))
    for (name, members) in sections {
      var section = root.nestedContainer(keyedBy: Name.self, forKey: Name(stringValue: name))
      for (key, value) in members { try section.encode(value, forKey: Name(stringValue: key)) }
      if name == "mcp" { try section.encode(bindings, forKey: Name(stringValue: "channel_bindings")) }
    }
  }

  private static func place(of key: String) -> (section: String, key: String) {
    switch key {
    case "ca_bundle": ("tls", key)
    case "http_proxy": ("proxy", key)
    default:
      key.firstIndex(of: ".").map { (String(key[..<$0]), String(key[key.index(after: $0)...])) } ?? ("other", key)
    }
  }
}
