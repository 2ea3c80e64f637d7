/// The effective value of a setting for people to read, with where it came from (operator spec 32.2). Never a secret.
public struct Explanation: Sendable, Equatable {
  /// Dotted.
  public let key: String
  public let flag: String?
  public let variable: String?
  /// Nil: nobody set it, and there is no default.
  public let value: String?
  /// Nil together with ``value``.
  public let source: SettingSource?
  /// Weaker places that give a value too, and do not count.
  public let hides: [SettingSource]

  static let notShown = "(set, not shown)"

  /// Every setting, in the order of the documentation.
  public static func all(_ values: SettingValues) -> [Explanation] {
    SettingKey.all.flatMap { key in of(key, values) }
  }

  private static func of(_ key: SettingKey, _ values: SettingValues) -> [Explanation] {
    switch key.kind {
    case .entries: return entries(key, values)
    case .headers: return headers(key, values)
    case .list(let separator):
      let chosen = values.values(key, separator: separator)
      return [one(key, chosen.isEmpty ? nil : chosen.map(\.text).joined(separator: ", "), chosen.first?.source, [])]
    default:
      let found = values.candidates(key)
      let hidden = found.dropFirst().map(\.source).filter { $0.layer != .fallback }
      return [one(key, found.first.map { shown($0, key) }, found.first?.source, hidden)]
    }
  }

  private static func one(
    _ key: SettingKey, _ value: String?, _ source: SettingSource?, _ hides: [SettingSource]
  ) -> Explanation {
    Explanation(key: key.name, flag: key.flag, variable: key.variable, value: value, source: source, hides: hides)
  }

  private static func shown(_ value: SettingValues.Value, _ key: SettingKey) -> String {
    guard key.kind == .secret else { return withoutUserInfo(value.text) }
    return SecretReference.split(value.text) == nil ? notShown : value.text
  }

  /// A name and, where the value is a reference, that; a literal may be a secret too.
  private static func headers(_ key: SettingKey, _ values: SettingValues) -> [Explanation] {
    let written = values.values(key, separator: ";")
    let fields =
      written.isEmpty
      ? (values.profile?.maps[key] ?? []).map { ($0.name, $0.value) }
      : written.flatMap { value in
        (value.source.layer == .flag ? [value.text[...]] : value.text.split(separator: ",")).map { part in
          let name = part.prefix { $0 != ":" }
          let text = part.dropFirst(name.count + 1).drop { $0 == " " }
          return (
            String(name.filter { !$0.isWhitespace }), SettingValues.Value(text: String(text), source: value.source)
          )
        }
      }
    guard !fields.isEmpty else { return [one(key, nil, nil, [])] }
    let texts = fields.map { name, value in
      "\(name): \(SecretReference.split(value.text) == nil ? notShown : value.text)"
    }
    return [one(key, texts.joined(separator: ", "), fields[0].1.source, [])]
  }

  /// Bindings are shown as what became of them, see ``Settings``; here only who named how many.
  private static func entries(_ key: SettingKey, _ values: SettingValues) -> [Explanation] {
    guard case .entries(let separator) = key.kind else { return [] }
    let named = values.layers(key, separator: separator).map(\.source)
    let records = (key.path.flatMap(ProfileRecord.Kind.init(rawValue:)).flatMap { values.profile?.records[$0] } ?? [])
      .map(\.source)
    let sources = named + records
    guard let first = sources.first else { return [one(key, nil, nil, [])] }
    let count = sources.count == 1 ? "1 entry" : "\(sources.count) entries"
    return [one(key, count, first, sources.dropFirst().filter { $0.layer != first.layer })]
  }

  /// A URL without what could be a password.
  static func withoutUserInfo(_ text: String) -> String {
    guard let scheme = text.firstRange(of: "://") else { return text }
    let authority = text[scheme.upperBound...].prefix { !"/?#".contains($0) }
    guard let at = authority.lastIndex(of: "@") else { return text }
    return text[..<scheme.upperBound] + "…" + text[at...]
  }
}
