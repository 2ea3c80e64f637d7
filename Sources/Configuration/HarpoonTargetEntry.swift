import YAML

/// One target as it was written: `label=NAME,url=URL[,unix-socket=PATH][,desc=TEXT]`, or a profile's mapping.
struct HarpoonTargetEntry {
  private var fields: [String: String] = [:]
  private let source: SettingSource
  private var problem: ConfigurationProblem?
  private var template: (node: YAMLNode, source: SettingSource)?

  /// Keys count in any case; quotes around a value do not belong to it (operator spec 3.8.6).
  init(_ value: SettingValues.Value) {
    source = value.source
    // Quotes are taken off at the end: a value may go on after a comma.
    var last: String?
    for part in value.text.split(separator: ",", omittingEmptySubsequences: false) {
      let equals = part.firstIndex(of: "=")
      let key = (equals.map { part[..<$0] } ?? part).lowercased().filter { !$0.isWhitespace }
      if let equals, ["label", "url", "unix-socket", "desc"].contains(key) {
        fields[key] = String(part[part.index(after: equals)...])
        last = key
      } else if let last, equals == nil || last == "desc" {
        // What is no key of ours belongs to the value before it (W-54); in anything but a description a "=" is more
        // likely a key that was misspelt.
        fields[last]?.append(",\(part)")
      } else {
        problem = ConfigurationProblem(
          source: value.source, message: "a part is not label=, url=, unix-socket= or desc= (not shown)",
          fix: "write label=NAME,url=URL; a URL with \",\" and \"=\" after it needs a profile")
        return
      }
    }
    fields = fields.mapValues { text in
      let isQuoted = ["\"", "'"].contains { text.count > 1 && text.hasPrefix($0) && text.hasSuffix($0) }
      return isQuoted ? String(text.dropFirst().dropLast()) : text
    }
  }

  init(_ record: ProfileRecord) {
    source = record.source
    fields["label"] = record.value("label")?.text
    fields["url"] = record.value("url")?.text
    fields["unix-socket"] = record.value("unix_socket")?.text
    fields["desc"] = record.value("description")?.text
    template = record.fields["template"].map { ($0, record.source(of: "template")) }
  }

  func target(
    _ allowsPlaintext: Bool, _ values: SettingValues
  ) throws(ConfigurationProblem) -> HarpoonSettings.Target {
    if let problem { throw problem }
    let failure = { (message: String, fix: String) in
      ConfigurationProblem(source: source, message: message, fix: fix)
    }
    guard let label = fields["label"], Self.isLabel(label) else {
      throw failure("a target without a label that can be one", "label= takes 1 to 64 of a-z, 0-9, _ and -")
    }
    if let template {
      guard fields["url"] == nil, fields["unix-socket"] == nil else {
        throw failure("target \"\(label)\" has a template beside url or unix_socket", "write one of them")
      }
      // What it has to be the plugin knows.
      var json = ResolvedJSON(values)
      let text = try json.text(template.node, template.source)
      return HarpoonSettings.Target(
        label: label, url: "", template: text, secrets: json.secrets, unixSocket: nil, description: fields["desc"],
        source: source)
    }
    guard let url = fields["url"],
      let scheme = ["https://", "http://"].first(where: { url.lowercased().hasPrefix($0) }),
      url.utf8.count > scheme.utf8.count
    else { throw failure("target \"\(label)\" has no http:// or https:// URL", "write url=https://…") }
    guard scheme == "https://" || allowsPlaintext else {
      throw failure("target \"\(label)\" is plaintext", "use https://, or --harpoon.allow-plaintext-http")
    }
    let socket = try fields["unix-socket"].map { (text) throws(ConfigurationProblem) in
      try values.path(SettingValues.Value(text: text, source: source))
    }
    return HarpoonSettings.Target(
      label: label, url: url, unixSocket: socket, description: fields["desc"], source: source)
  }

  private static func isLabel(_ text: String) -> Bool {
    let isWord = { (byte: UInt8) in (97...122).contains(byte) || (48...57).contains(byte) }
    guard let first = text.utf8.first, isWord(first), text.utf8.count <= 64 else { return false }
    return text.utf8.allSatisfy { isWord($0) || $0 == 45 || $0 == 95 }
  }
}
