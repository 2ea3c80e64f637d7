internal import TunnelPluginKit

/// The configuration of the channel, checked.
struct HarpoonSettings {
  /// Bytes of an answer's body, and of a request's.
  static let bodyLimit = 102_400

  var registry = TargetRegistry()
  let allowsPlaintext: Bool
  let maxResponseBytes: Int
  let maxRedirects: Int
  let capturesPayloads: Bool
  /// Which hosts that OAuth discovery finds may become targets.
  let hosts: RegistrationPolicy.Hosts

  init(_ configuration: Configuration) throws(PluginError) {
    allowsPlaintext = try configuration.bool("allow_plaintext_http") ?? false
    maxResponseBytes =
      try configuration.integer("max_response_bytes", in: 1...Int64(Self.bodyLimit)).map { Int($0) } ?? Self.bodyLimit
    maxRedirects = try configuration.integer("max_redirects", in: 0...5).map { Int($0) } ?? 5
    capturesPayloads = try configuration.bool("capture_payloads") ?? false
    hosts = try Self.hosts(configuration)
    for slice in try configuration.objects("targets") ?? [] {
      if let template = slice["template"], template.kind != .null {
        try registry.register(Self.template(template, slice))
      } else {
        try registry.register(Self.target(slice), allowsPlaintext: allowsPlaintext)
      }
    }
  }

  private static func template(_ template: JSONSlice, _ slice: JSONSlice) throws(PluginError) -> TargetTemplate {
    let label = slice["label"]?.string ?? ""
    do throws(TemplateProblem) {
      guard slice["url"]?.string == nil, slice["unix_socket"]?.string == nil else {
        throw TemplateProblem("has a template beside url or unix_socket; write one of them")
      }
      return try TargetTemplate(label: label, description: slice["description"]?.string, template)
    } catch {
      throw PluginError(.invalid, "harpoon.targets: \"\(label)\" \(error.text)")
    }
  }

  private static func hosts(_ configuration: Configuration) throws(PluginError) -> RegistrationPolicy.Hosts {
    var hosts = RegistrationPolicy.Hosts()
    hosts.includesLoopback = try configuration.bool("hosts_include_loopback") ?? true
    hosts.includesPrivate = try configuration.bool("hosts_include_private") ?? true
    hosts.suffixes = (try configuration.strings("hosts_include_suffix") ?? []).map { $0.lowercased() }
    for text in try configuration.strings("hosts_include_regex") ?? [] {
      guard let pattern = RegistrationPolicy.HostPattern(text) else {
        throw configuration.error("hosts_include_regex", "holds what is no regular expression")
      }
      hosts.patterns.append(pattern)
    }
    return hosts
  }

  private static func target(_ slice: JSONSlice) throws(PluginError) -> Target {
    let label = slice["label"]?.string ?? ""
    guard let url = slice["url"]?.string.flatMap({ TargetURL($0) }) else {
      throw PluginError(
        .invalid, "harpoon.targets: \"\(label)\" has no absolute http or https URL; write url: https://… (not shown)")
    }
    let text = { (key: String) in slice[key]?.string.flatMap { $0.isEmpty ? nil : $0 } }
    return Target(
      label: label, url: url, unixSocket: text("unix_socket"), description: text("description"),
      category: text("category")?.lowercased() ?? "config", source: text("source")?.lowercased() ?? "config",
      tags: Set((slice["tags"]?.elements ?? []).compactMap { $0.string?.lowercased() }).sorted(),
      inclusionReason: text("inclusion_reason"))
  }

  static let schema: StaticString = """
    {"type":"object","additionalProperties":false,"properties":{\
    "targets":{"type":["array","null"],"maxItems":10000,"description":"What the service may call","items":{\
    "type":"object","additionalProperties":false,"required":["label"],"properties":{\
    "label":{"type":"string","pattern":"^[a-z0-9][a-z0-9_-]{0,63}$","description":"How the service names it"},\
    "template":{"type":["object","null"],"description":"In place of url: a family of URLs, see docs/connectors.md"},\
    "url":{"type":["string","null"],"minLength":1,"description":"The one URL that is called, query included"},\
    "unix_socket":{"type":["string","null"],"description":"A path to connect to instead of the URL's host"},\
    "description":{"type":["string","null"],"description":"For whoever chooses a target"},\
    "category":{"type":["string","null"],"default":"config"},\
    "source":{"type":["string","null"],"default":"config"},\
    "inclusion_reason":{"type":["string","null"],"description":"Why a discovered target is here"},\
    "tags":{"type":["array","null"],"items":{"type":"string"}}}}},\
    "allow_plaintext_http":{"type":["boolean","null"],"default":false,"description":"Whether targets may be http"},\
    "max_response_bytes":{"type":["integer","null"],"minimum":1,"maximum":102400,"default":102400,\
    "description":"A longer answer is an error"},\
    "max_redirects":{"type":["integer","null"],"minimum":0,"maximum":5,"default":5,\
    "description":"How many redirects are followed, each to a target only"},\
    "hosts_include_loopback":{"type":["boolean","null"],"default":true,\
    "description":"Whether loopback addresses that OAuth discovery finds become targets"},\
    "hosts_include_private":{"type":["boolean","null"],"default":true,\
    "description":"Whether private addresses (RFC 1918, RFC 4193) that it finds become targets"},\
    "hosts_include_suffix":{"type":["array","null"],"items":{"type":"string"},\
    "description":"Names that end so become targets, too"},\
    "hosts_include_regex":{"type":["array","null"],"items":{"type":"string"},\
    "description":"Names that match become targets, too"},\
    "capture_payloads":{"type":["boolean","null"],"default":false,\
    "description":"Whether the operator sees the bodies of recent calls"}}}
    """
}
