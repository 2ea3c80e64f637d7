internal import TunnelPluginKit

/// A family of URLs that the service may GET: a fixed origin and path with places for narrow values (user needs 4.6).
struct TargetTemplate {
  enum Part {
    case fixed(String)
    case parameter(String)
  }

  let label: String
  let description: String?
  /// "https://host:port", as written.
  let origin: String
  private let path: [Part]
  private let query: [(name: String, value: Part)]
  let parameters: [TemplateParameter]
  let headers: TemplateHeaders

  static let version = 1
  static let parameterCounts = 1...16
  static let mostQueryKeys = 32
  static let longestURL = 4096

  /// Throws what is wrong, in words that follow the label.
  init(label: String, description: String?, _ slice: JSONSlice) throws(TemplateProblem) {
    try TemplateProblem.refuseOthers(
      in: slice,
      [
        "version", "origin", "method", "path_template", "query", "parameters", "headers", "allowed_headers",
        "follow_redirects",
      ], of: "template")
    guard slice["version"]?.integer == Int64(Self.version) else { throw TemplateProblem("template needs version: 1") }
    guard slice["method"]?.string == "GET" else { throw TemplateProblem("template needs method: GET") }
    guard slice["follow_redirects"].map({ $0.bool == false }) ?? true else {
      throw TemplateProblem("template cannot follow redirects; leave follow_redirects out, or say false")
    }
    guard let base = slice["origin"]?.string.flatMap({ TargetURL($0) }), base.scheme == "https", base.userInfo == nil,
      base.path.isEmpty || base.path == "/", base.query.isEmpty, base.fragment.isEmpty
    else { throw TemplateProblem("template needs origin: https://HOST, without a path") }
    self.label = label
    self.description = description
    origin = base.origin
    path = try Self.path(slice["path_template"]?.string ?? "")
    query = try Self.query(slice["query"])
    parameters = try Self.parameters(slice["parameters"])
    headers = try TemplateHeaders(fixed: slice["headers"], allowed: slice["allowed_headers"])
    try checkPlaces()
    let longest = url(for: Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, Self.filler($0.maxLength)) }))
    guard longest.utf8.count <= Self.longestURL else {
      throw TemplateProblem("template can make a URL of more than 4096 bytes; lower max_length")
    }
  }

  /// The URL for values that the parameters accept.
  func url(for values: [String: String]) -> String {
    let text = { (part: Part) in
      switch part {
      case .fixed(let text): text
      case .parameter(let name): values[name] ?? ""
      }
    }
    let path = path.map { "/" + text($0) }.joined()
    let query = query.map { "\($0.name)=\(text($0.value))" }.joined(separator: "&")
    return origin + path + (query.isEmpty ? "" : "?" + query)
  }

  /// For the operator: with names in the places of values.
  var shown: String {
    url(for: Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, "{\($0.name)}") }))
  }

  /// JSON Schema of what a caller brings.
  func writeSchema(to writer: inout JSONWriter) {
    writer.object { schema in
      schema.member("type", "object")
      schema.member("additionalProperties", false)
      schema.key("properties")
      schema.object { properties in
        for parameter in parameters { parameter.describe(to: &properties) }
      }
      schema.member("required", parameters.map(\.name))
    }
  }

  /// Each place has a parameter, and each parameter a place.
  private func checkPlaces() throws(TemplateProblem) {
    let places = (path + query.map(\.value)).compactMap { if case .parameter(let name) = $0 { name } else { nil } }
    for place in places where !parameters.contains(where: { $0.name == place }) {
      throw TemplateProblem("template has no parameter \"\(place)\"")
    }
    for parameter in parameters where !places.contains(parameter.name) {
      throw TemplateProblem("parameter \"\(parameter.name)\" is used nowhere")
    }
  }

  private static func path(_ text: String) throws(TemplateProblem) -> [Part] {
    guard text.hasPrefix("/") else { throw TemplateProblem("template needs path_template: /…") }
    var parts: [Part] = []
    for segment in text.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
      let part = try part(segment, "a placeholder is a whole segment: /{name}/")
      if case .fixed(let text) = part {
        let plain = text.lowercased().replacing("%2e", with: ".")
        guard plain != ".", plain != "..", text.utf8.allSatisfy(Self.mayStandInPath) else {
          throw TemplateProblem("template has a segment in its path that is . or .., or holds what has to be escaped")
        }
      }
      parts.append(part)
    }
    return parts
  }

  private static func query(_ slice: JSONSlice?) throws(TemplateProblem) -> [(name: String, value: Part)] {
    guard let slice else { return [] }
    guard slice.kind == .object, slice.members.count <= mostQueryKeys else {
      throw TemplateProblem("template's query is not a mapping of at most 32 keys")
    }
    var query: [(name: String, value: Part)] = []
    for member in slice.members {
      guard let name = member.name.string, TemplateParameter.isIdentifier(name), let text = member.value.string else {
        throw TemplateProblem("template's query has a key or value that is not plain text")
      }
      let part = try part(text[...], "a placeholder is a whole value: {name}")
      if case .fixed(let text) = part {
        query.append((name, .fixed(escaped(text))))
      } else {
        query.append((name, part))
      }
    }
    return query
  }

  private static func parameters(_ slice: JSONSlice?) throws(TemplateProblem) -> [TemplateParameter] {
    guard let slice, slice.kind == .object, parameterCounts.contains(slice.members.count) else {
      throw TemplateProblem("template needs 1 to 16 parameters")
    }
    var parameters: [TemplateParameter] = []
    for member in slice.members { parameters.append(try TemplateParameter(member.name.string ?? "", member.value)) }
    guard Set(parameters.map(\.name)).count == parameters.count else {
      throw TemplateProblem("template has a parameter twice")
    }
    return parameters
  }

  private static func part(_ text: Substring, _ rule: String) throws(TemplateProblem) -> Part {
    if text.hasPrefix("{"), text.hasSuffix("}"), TemplateParameter.isName(String(text.dropFirst().dropLast())) {
      return .parameter(String(text.dropFirst().dropLast()))
    }
    guard !text.contains(where: { "{}".contains($0) }) else { throw TemplateProblem("template: \(rule)") }
    return .fixed(String(text))
  }

  /// RFC 3986 §3.3, `pchar`.
  private static func mayStandInPath(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
      || Array("-._~!$&'()*+,;=:@%".utf8).contains(byte)
  }

  private static func escaped(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    let bytes = text.utf8.flatMap { byte -> [UInt8] in
      let isPlain =
        (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
        || Array("-._~".utf8).contains(byte)
      return isPlain ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func filler(_ count: Int) -> String { String(repeating: "x", count: count) }
}
