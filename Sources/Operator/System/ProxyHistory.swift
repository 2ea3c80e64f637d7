public import HTTPServing

/// What is known of one way out: the last checks of its proxy (operator spec 11.4.1). Pure.
public struct ProxyHistory: Sendable, Equatable {
  /// How it is doing.
  public enum State: String, Sendable {
    /// There is no proxy.
    case direct
    case healthy
    case unhealthy
    /// The first check is under way.
    case unknown
  }

  /// So many checks are kept.
  public static let limit = 10

  /// Whose.
  public let route: WayOut
  /// The last ones, the newest at the end.
  public private(set) var checks: [ProxyCheck] = []
  /// When the last one that went well ended.
  public private(set) var lastSuccess: Timestamp?

  /// Nothing is known yet.
  public init(_ route: WayOut) {
    self.route = route
  }

  /// Adds the newest check.
  public mutating func add(_ check: ProxyCheck) {
    if checks.count == Self.limit { checks.removeFirst() }
    checks.append(check)
    if check.success { lastSuccess = check.at }
  }

  /// How it is doing.
  public var state: State {
    guard route.proxy != nil else { return .direct }
    return checks.last.map { $0.success ? .healthy : .unhealthy } ?? .unknown
  }

  var facts: [(name: String, value: HealthValue)] {
    [
      ("route", .object(route.facts)), ("health_state", .text(state.rawValue)), ("last_check", .time(checks.last?.at)),
      ("last_success", .time(lastSuccess)),
      ("history", checks.isEmpty ? .none : .list(checks.map { .object($0.facts) })),
    ]
  }
}
