internal import TunnelPluginKit

/// The headers of a template's requests: the operator's, and those that a caller may bring (user needs 4.6).
struct TemplateHeaders {
  let fixed: [(name: String, value: String)]
  /// In lower case.
  private let allowed: Set<String>

  private static let most = 32
  private static let mostBytes = 8192
  /// A part of a name that says that the header is a credential.
  private static let secretParts = ["authorization", "cookie", "key", "secret", "token", "password"]
  private static let never: Set<String> = ["host", "user-agent", "forwarded", "x-http-method-override"]

  init(fixed: JSONSlice?, allowed: JSONSlice?) throws(TemplateProblem) {
    var headers: [(name: String, value: String)] = []
    guard fixed.map({ $0.kind == .object && $0.members.count <= Self.most }) ?? true else {
      throw TemplateProblem("template's headers are not a mapping of at most 32")
    }
    for member in fixed?.members ?? [] {
      guard let name = member.name.string, let value = member.value.string, Self.isSendable(name, value),
        !Self.isForbidden(name.lowercased())
      else { throw TemplateProblem("template has a header that cannot be set, or that HTTP cannot carry") }
      headers.append((name, value))
    }
    guard headers.reduce(0, { $0 + $1.name.utf8.count + $1.value.utf8.count }) <= Self.mostBytes else {
      throw TemplateProblem("template's headers have more than 8192 bytes")
    }
    let names = (allowed?.elements ?? []).compactMap { $0.string?.lowercased() }
    guard names.count == allowed?.elements.count ?? 0, names.count <= Self.most,
      names.allSatisfy({ Self.isSendable($0, "") })
    else { throw TemplateProblem("template's allowed_headers are not a list of at most 32 names") }
    for name in names {
      guard !Self.isForbidden(name), !Self.secretParts.contains(where: { name.contains($0) }) else {
        throw TemplateProblem("template cannot let callers set the header \"\(name)\"")
      }
      guard !headers.contains(where: { $0.name.lowercased() == name }) else {
        throw TemplateProblem("template sets the header \"\(name)\", and lets callers set it")
      }
    }
    self.fixed = headers
    self.allowed = Set(names)
  }

  /// All headers of a request; nil when the caller brings one that it may not.
  func all(with caller: [(name: String, value: String)]) -> [(name: String, value: String)]? {
    let all = fixed + caller
    guard caller.allSatisfy({ allowed.contains($0.name.lowercased()) }), all.count <= Self.most,
      all.reduce(0, { $0 + $1.name.utf8.count + $1.value.utf8.count }) <= Self.mostBytes
    else { return nil }
    return all
  }

  private static func isForbidden(_ name: String) -> Bool {
    never.contains(name) || name.hasPrefix("x-forwarded-") || name.hasPrefix("x-envoy-")
  }

  private static func isSendable(_ name: String, _ value: String) -> Bool {
    let header = StaticHeader(name: StableText(name), value: StableText(value))
    return withExtendedLifetime(header) { header.field.isSendable }
  }
}
