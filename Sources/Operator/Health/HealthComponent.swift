public import HTTPServing

/// One part of the tunnel as `/health` shows it.
public struct HealthComponent: Sendable {
  /// How a part is doing.
  public enum Status: String, Sendable {
    case ok
    case degraded
    /// Nothing is known yet.
    case unknown
    /// Not configured, or not part of this program.
    case disabled
  }

  /// Its name in the path.
  public var name: String
  /// How it is doing.
  public var status: Status
  /// The same in its own words.
  public var state: String
  /// Why, for machines.
  public var reasonCode: String?
  /// When this was found out.
  public var observedAt: Timestamp?
  /// Whether something was left out of the details for its size.
  public var limited: Bool
  /// The facts, in their order.
  public var details: [(name: String, value: HealthValue)]

  /// A component.
  public init(
    _ name: String, _ status: Status, state: String, reasonCode: String? = nil, observedAt: Timestamp? = nil,
    limited: Bool = false, details: [(name: String, value: HealthValue)] = []
  ) {
    self.name = name
    self.status = status
    self.state = state
    self.reasonCode = reasonCode
    self.observedAt = observedAt
    self.limited = limited
    self.details = details
  }

  /// A part that this program has not, or has not been told to use.
  public static func disabled(_ name: String, details: [(name: String, value: HealthValue)] = []) -> HealthComponent {
    HealthComponent(name, .disabled, state: "disabled", details: details)
  }
}
