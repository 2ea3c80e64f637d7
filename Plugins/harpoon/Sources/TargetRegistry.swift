internal import TunnelPluginKit

/// All targets, by label and by URL, in the order of their registration.
struct TargetRegistry {
  /// More targets than this are refused.
  static let capacity = 10_000

  private(set) var targets: [Target] = []
  private(set) var templates: [TargetTemplate] = []
  private var byLabel: [String: Int] = [:]
  /// By `TargetURL.key`.
  private var byURL: [String: [Int]] = [:]

  /// - Throws: why the target cannot be one, in words for the operator that show no URL.
  mutating func register(_ target: Target, allowsPlaintext: Bool) throws(PluginError) {
    let refuse = { (why: String) in PluginError(.invalid, "harpoon.targets: \"\(target.label)\" \(why)") }
    try checkLabel(target.label)
    guard target.url.scheme == "https" || allowsPlaintext else {
      throw refuse("is plaintext http; use https, or allow it with harpoon.allow_plaintext_http")
    }
    guard !target.url.hasDotSegment else { throw refuse("has . or .. in its path; write the path without") }
    let others = byURL[target.url.key] ?? []
    guard others.allSatisfy({ targets[$0].unixSocket == target.unixSocket }) else {
      throw refuse("has the URL of another target, but another unix_socket; give both the same")
    }
    add(target)
  }

  mutating func register(_ template: TargetTemplate) throws(PluginError) {
    try checkLabel(template.label)
    templates.append(template)
  }

  private func checkLabel(_ label: String) throws(PluginError) {
    let refuse = { (why: String) in PluginError(.invalid, "harpoon.targets: \"\(label)\" \(why)") }
    guard targets.count + templates.count < Self.capacity else {
      throw refuse("is one too many: there can be \(Self.capacity)")
    }
    guard Target.isLabel(label) else {
      throw PluginError(.invalid, "harpoon.targets: a label is not 1 to 64 of a-z, 0-9, _ and -; choose another")
    }
    guard !has(label) else { throw refuse("is used twice; give each target its own label") }
  }

  /// Whether a target or a template has the label.
  func has(_ label: String) -> Bool { byLabel[label] != nil || template(label) != nil }

  func template(_ label: String) -> TargetTemplate? { templates.first { $0.label == label } }

  var isEmpty: Bool { targets.isEmpty && templates.isEmpty }

  /// Takes out what discovery found, so that what it finds now takes its place and nothing piles up (W-52).
  mutating func forgetDiscovered() {
    let configured = targets.filter { !$0.isDiscovered }
    (targets, byLabel, byURL) = ([], [:], [:])
    for target in configured { add(target) }
  }

  private mutating func add(_ target: Target) {
    byLabel[target.label] = targets.count
    byURL[target.url.key, default: []].append(targets.count)
    targets.append(target)
  }

  /// The label, or with a number behind it when it is used (dataplane HB-05).
  func unusedLabel(_ label: String) -> String {
    guard has(label) else { return label }
    var number = 1
    while has("\(label)-\(number)") { number += 1 }
    return "\(label)-\(number)"
  }

  func target(_ label: String) -> Target? {
    byLabel[label].map { targets[$0] }
  }

  /// All targets with this very URL.
  func targets(at url: TargetURL) -> [Target] {
    (byURL[url.key] ?? []).map { targets[$0] }
  }

  /// The scheme of a target that is the same but for its scheme, for a redirect that goes from one to the other.
  func otherScheme(of url: TargetURL) -> String? {
    let other = url.scheme == "https" ? "http" : "https"
    guard let swapped = TargetURL(other + url.text.dropFirst(url.scheme.count)) else { return nil }
    return targets(at: swapped).isEmpty ? nil : other
  }

  /// What tells a redirect that is no target from the nearest one, in a word for the log (dataplane spec HC-04).
  func mismatch(of url: TargetURL) -> String {
    if let other = otherScheme(of: url) { return "scheme_mismatch_\(other)_to_\(url.scheme)" }
    let sameOrigin = targets.filter { $0.url.isSameOrigin(as: url) }
    if sameOrigin.contains(where: { $0.url.path == url.path }) { return "query_mismatch" }
    if sameOrigin.contains(where: { $0.url.query == url.query }) { return "path_mismatch" }
    if targets.contains(where: { $0.url.path == url.path && $0.url.query == url.query }) { return "host_mismatch" }
    return "not_allowlisted_other"
  }

  /// `harpoon://<label>` for a URL that is a target's; nil for another, and for one that has to stay as it is.
  /// `member` is the JSON member that holds it (dataplane spec HC-06).
  func reference(to text: some StringProtocol, member: String? = nil) -> String? {
    guard let url = TargetURL(text) else { return nil }
    let candidates = targets(at: url)
    guard let first = candidates.first else { return nil }
    if member == "resource", candidates.contains(where: \.isResourceIdentity) { return nil }
    let tag = member.flatMap { Self.tags[$0] }
    return "harpoon://" + (tag.flatMap { tag in candidates.first { $0.has(tag) } } ?? first).label
  }

  private static let tags = [
    "authorization_servers": "authorization-server", "introspection_endpoint": "introspection-endpoint",
    "issuer": "issuer", "jwks_uri": "jwks-uri", "registration_endpoint": "registration-endpoint",
    "revocation_endpoint": "revocation-endpoint", "token_endpoint": "token-endpoint",
  ]
}
