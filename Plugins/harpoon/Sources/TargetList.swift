internal import TunnelPluginKit
internal import TunnelPluginMCP

/// The tools that only look at the registry.
struct TargetList {
  let registry: TargetRegistry

  /// `list_targets`: JSON text. URLs are never shown (dataplane spec HA-04).
  func list(_ arguments: JSONSlice?) throws(RPCError) -> [UInt8] {
    let reader = try ArgumentReader(arguments, ["categories", "sources", "tags"])
    let categories = try reader.words("categories")
    let sources = try reader.words("sources")
    let tags = try reader.words("tags")
    let chosen = registry.targets.filter { target in
      (categories.isEmpty || categories.contains(target.category))
        && (sources.isEmpty || sources.contains(target.source))
        && tags.isSubset(of: target.tags)
    }
    var writer = JSONWriter(capacity: 1_024)
    writer.object { list in
      list.key("targets")
      list.array { targets in
        for target in chosen { Self.write(target, to: &targets) }
        let mayBeConfigured =
          (categories.isEmpty || categories.contains("config")) && (sources.isEmpty || sources.contains("config"))
        if mayBeConfigured, tags.isEmpty {
          for template in registry.templates { Self.write(template, to: &targets) }
        }
      }
    }
    return writer.bytes
  }

  /// `get_oauth_target_audience`: the URL exactly as it was discovered (dataplane spec HA-06).
  func audience(of label: String) throws(CallFailure) -> String {
    guard !label.isEmpty else { throw .labelRequired }
    guard let target = registry.target(label) else { throw .unknownTarget }
    guard target.category == "oauth", target.has("auth-server-metadata"), target.has("token-endpoint") else {
      throw .notTokenEndpoint
    }
    guard target.url.userInfo == nil, target.url.fragment.isEmpty else { throw .notAnAudience }
    return target.url.text
  }

  /// Neither its origin nor its path (user needs 4.6).
  private static func write(_ template: TargetTemplate, to targets: inout JSONWriter) {
    targets.object { object in
      object.member("label", template.label)
      object.member("allowed_methods", [CallMethod.get.rawValue])
      if let description = template.description { object.member("description", description) }
      object.member("category", "config")
      object.member("source", "config")
      object.member("template_version", TargetTemplate.version)
      object.key("parameters_schema")
      template.writeSchema(to: &object)
    }
  }

  private static func write(_ target: Target, to targets: inout JSONWriter) {
    targets.object { object in
      object.member("label", target.label)
      object.member("allowed_methods", CallMethod.allCases.map(\.rawValue))
      if let description = target.description { object.member("description", description) }
      object.member("category", target.category)
      object.member("source", target.source)
      if !target.tags.isEmpty { object.member("tags", target.tags) }
    }
  }
}
