internal import TunnelPluginKit

/// What the operator is shown: the policy, the targets, the last calls (operator spec 11.6).
struct OperatorView {
  let settings: HarpoonSettings
  let calls: CallLog

  func status() -> [UInt8] {
    var writer = JSONWriter()
    let isEnabled = !settings.registry.isEmpty
    writer.object { status in
      status.member("enabled", isEnabled)
      if !isEnabled { status.member("reason", "there are no targets; name one with harpoon.targets") }
      status.member("capture_payloads", settings.capturesPayloads)
      status.member("allow_plaintext_http", settings.allowsPlaintext)
      status.member("max_response_bytes", settings.maxResponseBytes)
      status.member("max_redirects", settings.maxRedirects)
    }
    return writer.bytes
  }

  func targets() -> [UInt8] {
    var writer = JSONWriter(capacity: 1_024)
    writer.object { object in
      object.key("targets")
      object.array { targets in
        for target in settings.registry.targets { Self.write(target, to: &targets) }
        for template in settings.registry.templates {
          targets.object { object in
            object.member("label", template.label)
            object.member("url", template.shown)
            if let description = template.description { object.member("description", description) }
            object.member("category", "config")
            object.member("source", "config")
            object.member("template_version", TargetTemplate.version)
          }
        }
      }
    }
    return writer.bytes
  }

  /// `limit` as the query has it: 1 to 100, anything else is 100.
  func calls(label: String?, limit: String?) -> [UInt8] {
    let limit = limit.flatMap { Int($0) }.flatMap { (1...CallLog.capacity).contains($0) ? $0 : nil } ?? CallLog.capacity
    let label = label.flatMap { $0.isEmpty ? nil : $0 }
    var writer = JSONWriter(capacity: 4_096)
    writer.object { object in
      object.key("calls")
      object.array { list in
        for record in calls.newest(limit, label: label) { record.write(to: &list) }
      }
    }
    return writer.bytes
  }

  private static func write(_ target: Target, to targets: inout JSONWriter) {
    targets.object { object in
      object.member("label", target.label)
      object.member("url", target.url.redacted)
      if let description = target.description { object.member("description", description) }
      object.member("category", target.category)
      object.member("source", target.source)
      if !target.tags.isEmpty { object.member("tags", target.tags) }
      if let reason = target.inclusionReason { object.member("inclusion_reason", reason) }
    }
  }
}
