/// What a token may do. Looking needs `read`; calling a tool needs `write` as well, so that a client can be seen to ask
/// for more when it is told to.
enum Scopes {
  static let all = ["read", "write"]

  /// Nil when one of them is unknown. Nothing asked for means everything.
  static func parse(_ text: String?) -> Set<String>? {
    let names = (text ?? "").split(separator: " ").map(String.init)
    guard !names.isEmpty else { return Set(all) }
    return names.allSatisfy(all.contains) ? Set(names) : nil
  }

  static func text(_ scopes: Set<String>) -> String {
    all.filter(scopes.contains).joined(separator: " ")
  }
}
