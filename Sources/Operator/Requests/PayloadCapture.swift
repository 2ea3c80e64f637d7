/// Whether payloads are captured at the moment.
public struct PayloadCapture: Sendable, Equatable {
  /// Whether they are.
  public var isOn: Bool
  /// For how much longer this is so; nil: until told otherwise.
  public var remaining: Duration?

  /// A state.
  public init(isOn: Bool, remaining: Duration? = nil) {
    self.isOn = isOn
    self.remaining = remaining
  }

  func write(to object: inout JSONWriter) {
    object.member("enabled", isOn)
    if let remaining { object.member("seconds_left", Int(remaining.components.seconds)) }
  }
}
