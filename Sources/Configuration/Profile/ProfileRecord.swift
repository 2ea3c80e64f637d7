import YAML

/// One item of a list of mappings, such as an entry of `mcp.bindings`.
struct ProfileRecord: Sendable {
  /// Which list, and what its items may hold.
  enum Kind: String, Sendable, CaseIterable {
    case serverURLs = "mcp.server_urls"
    case commands = "mcp.commands"
    case bindings = "mcp.bindings"
    case plugins = "plugins.load"
    case harpoonTargets = "harpoon.targets"

    enum Shape {
      case text
      case list
      /// A mapping that is handed on as JSON.
      case mapping
      /// A name, or a mapping.
      case nameOrMapping
    }

    var fields: [String: Shape] {
      switch self {
      case .serverURLs:
        [
          "url": .text, "channel": .text, "unix_socket": .text, "http_proxy": .text, "client_cert": .text,
          "client_key": .text, "auth": .nameOrMapping,
        ]
      case .commands: ["command": .text, "channel": .text]
      case .bindings:
        [
          "channel": .text, "transport": .text, "auth": .nameOrMapping, "config": .mapping, "isolation": .text,
          "http_proxy": .text, "client_cert": .text, "client_key": .text,
        ]
      case .plugins:
        [
          "id": .text, "version": .text, "sha256": .text, "grants": .list, "isolation": .text, "config": .mapping,
        ]
      case .harpoonTargets:
        ["label": .text, "url": .text, "unix_socket": .text, "description": .text, "template": .mapping]
      }
    }

    var required: [String] {
      switch self {
      case .serverURLs: ["url"]
      case .commands: ["command"]
      case .bindings: ["transport"]
      case .plugins: ["id"]
      case .harpoonTargets: ["label"]
      }
    }

    /// What a bare word in the list stands for.
    var shorthand: String? {
      switch self {
      case .serverURLs: "url"
      case .commands: "command"
      case .plugins: "id"
      case .bindings, .harpoonTargets: nil
      }
    }
  }

  /// The item itself.
  let source: SettingSource
  let fields: [String: YAMLNode]

  /// Where a field stands, else where the item does.
  func source(of field: String) -> SettingSource {
    guard let line = fields[field]?.line else { return source }
    return .profile("\(source.name).\(field)", file: source.file ?? "", line: line)
  }

  /// Nil when the field is not there, or empty.
  func value(_ field: String) -> SettingValues.Value? {
    guard case .scalar(let text, _)? = fields[field]?.content, !text.isEmpty else { return nil }
    return SettingValues.Value(text: text, source: source(of: field))
  }

  func list(_ field: String) -> [String]? {
    guard case .sequence(let items)? = fields[field]?.content else { return nil }
    return items.compactMap { item in
      guard case .scalar(let text, _) = item.content else { return nil }
      return text
    }
  }
}
