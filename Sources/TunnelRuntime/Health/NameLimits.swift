/// What a server may put into `/health` (user needs 4.2): names that are too long or too many are left out, not cut.
/// Pure.
enum NameLimits {
  static let tools = (count: 256, bytes: 128, total: 16 << 10)
  static let others = (count: 32, bytes: 128, total: 16 << 10)
  static let identity = 256

  static func kept(_ names: [String], _ limit: (count: Int, bytes: Int, total: Int)) -> (names: [String], limited: Bool)
  {
    var kept: [String] = []
    var total = 0
    for name in names {
      // Quotes and comma; what else escaping adds is bounded by the component's own limit.
      let size = name.utf8.count + 3
      guard kept.count < limit.count, name.utf8.count <= limit.bytes, total + size <= limit.total else { continue }
      kept.append(name)
      total += size
    }
    return (kept, kept.count < names.count)
  }

  /// Nil when it is too long.
  static func kept(_ identity: String?) -> String? {
    identity.flatMap { $0.utf8.count <= Self.identity ? $0 : nil }
  }
}
